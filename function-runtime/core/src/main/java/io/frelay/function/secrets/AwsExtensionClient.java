package io.frelay.function.secrets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.frelay.client.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Asks the extension by plain HTTP, again and again while it is not ready yet: it starts beside the
 * function. No AWS SDK: that costs the first call ten times as much.
 */
final class AwsExtensionClient implements AwsExtension {
  /** Variable with the port of the extension. */
  static final String PORT_VARIABLE = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";

  private static final String DEFAULT_PORT = "2773";

  /** Below Lambda's own limit if nobody sets one, 3 s: the caller then still learns why. */
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);

  /** Secrets Manager's limit is 64 KiB; what is around it in the answer is small. */
  private static final int LONGEST = 1 << 20;

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> environment;
  private final Duration timeout;

  AwsExtensionClient(Map<String, String> environment) {
    this(environment, PATIENCE);
  }

  AwsExtensionClient(Map<String, String> environment, Duration timeout) {
    this.environment = environment;
    this.timeout = timeout;
  }

  @Override
  public Secret secret(String id) throws SecretsException {
    URI address = address(id);
    Deadline deadline = Deadline.in(timeout);
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return ask(address, id, deadline);
      } catch (IOException e) { // not listening yet, or says that it is not ready
        if (deadline.remaining().compareTo(pause) < 0) {
          throw new SecretsException(
              "FRELAY_AWS_SECRET: AWS's Parameters and Secrets extension gave no secret within %s (%s);"
                      .formatted(Deadline.text(timeout), e.getMessage())
                  + " is its layer part of the function, and can it reach Secrets Manager?",
              e);
        }
      }
      sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  private Secret ask(URI address, String id, Deadline deadline)
      throws IOException, SecretsException {
    // Never by a proxy, nor to wherever an answer redirects: the request carries a token.
    HttpURLConnection http = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
    http.setInstanceFollowRedirects(false);
    int millis = (int) Math.max(1, deadline.remaining().toMillis());
    http.setConnectTimeout(millis);
    http.setReadTimeout(millis);
    http.setRequestProperty("X-Aws-Parameters-Secrets-Token", token());
    try {
      int status = http.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        try (InputStream body = http.getInputStream()) {
          return Secret.of(secretString(body.readNBytes(LONGEST)), "the AWS secret " + id);
        }
      }
      throw refused(id, status, http.getErrorStream());
    } finally {
      http.disconnect();
    }
  }

  /**
   * Token that proves to the extension that we are the function: the session token; under
   * SnapStart, where there is none, the token for the container's credentials.
   */
  private String token() {
    return Stream.of("AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN")
        .map(name -> environment.getOrDefault(name, "").strip())
        .filter(token -> !token.isEmpty())
        .findFirst()
        .orElse("");
  }

  private URI address(String id) throws SecretsException {
    String query = URLEncoder.encode(id, StandardCharsets.UTF_8);
    return URI.create("http://localhost:" + port() + "/secretsmanager/get?secretId=" + query);
  }

  private int port() throws SecretsException {
    try {
      int port = Integer.parseInt(environment.getOrDefault(PORT_VARIABLE, DEFAULT_PORT).strip());
      if (port > 0 && port < 65_536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The same as any other number that is none.
    }
    throw new SecretsException(PORT_VARIABLE + " is not a port");
  }

  /** An IOException if it is worth asking again. */
  private static IOException refused(String id, int status, InputStream body)
      throws IOException, SecretsException {
    String text = body == null ? "" : new String(body.readNBytes(1000), StandardCharsets.UTF_8);
    if (text.contains("not ready")) {
      return new IOException("it says that it is not ready");
    }
    AwsRefusal refusal = AwsRefusal.of(status, text);
    if (refusal == AwsRefusal.OTHER && status >= 500) {
      return new IOException("HTTP " + status);
    }
    throw new SecretsException(
        "FRELAY_AWS_SECRET: AWS refuses secret %s with HTTP %d: %s"
            .formatted(id, status, refusal.advice()));
  }

  private static String secretString(byte[] body) throws SecretsException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = json.currentName().equals("SecretString");
          if (json.nextToken() == JsonToken.VALUE_STRING && wanted) {
            return json.getText();
          }
          json.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      // Without the cause: the parser's message would quote the secret.
      throw new SecretsException(
          "FRELAY_AWS_SECRET: AWS's Parameters and Secrets extension answers something else than"
              + " JSON; does another program listen on its port?");
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    throw new SecretsException(
        "FRELAY_AWS_SECRET: the secret has no SecretString, perhaps it is binary; make it with"
            + " fr-adm secrets aws");
  }

  private static void sleep(Duration pause) throws SecretsException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SecretsException("interrupted while waiting for AWS's extension", e);
    }
  }
}
