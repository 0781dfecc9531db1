package io.frelay.function.secrets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.frelay.client.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Asks the extension by plain HTTP, again and again while it is not ready yet: it starts beside the
 * function. No AWS SDK: that costs the first call ten times as much.
 */
final class AwsExtensionClient implements AwsExtension {
  /** Where the extension listens unless this variable says otherwise. */
  static final String PORT_VARIABLE = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";

  private static final String DEFAULT_PORT = "2773";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> environment;

  AwsExtensionClient(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Secret secret(String id) throws SecretsException {
    Deadline deadline = Deadline.in(PATIENCE);
    Duration pause = PAUSE;
    while (true) {
      try {
        return ask(id, deadline);
      } catch (IOException e) { // not listening yet, or says that it is not ready
        if (deadline.remaining().compareTo(pause) < 0) {
          throw new SecretsException(
              "FRELAY_AWS_SECRET: AWS's Parameters and Secrets extension did not answer within %s (%s);"
                      .formatted(Deadline.text(PATIENCE), e.getMessage())
                  + " is its layer part of the function?",
              e);
        }
        sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private Secret ask(String id, Deadline deadline) throws IOException, SecretsException {
    HttpURLConnection http = (HttpURLConnection) address(id).toURL().openConnection();
    int millis = (int) Math.max(1, deadline.remaining().toMillis());
    http.setConnectTimeout(millis);
    http.setReadTimeout(millis);
    http.setRequestProperty(
        "X-Aws-Parameters-Secrets-Token", environment.getOrDefault("AWS_SESSION_TOKEN", ""));
    try {
      int status = http.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        try (InputStream body = http.getInputStream()) {
          return Secret.of(secretString(body), "the AWS secret " + id);
        }
      }
      throw refused(id, status, http.getErrorStream());
    } finally {
      http.disconnect();
    }
  }

  private URI address(String id) throws SecretsException {
    String port = environment.getOrDefault(PORT_VARIABLE, DEFAULT_PORT);
    String query = URLEncoder.encode(id, StandardCharsets.UTF_8);
    try {
      return new URI("http://localhost:" + port + "/secretsmanager/get?secretId=" + query);
    } catch (URISyntaxException e) {
      throw new SecretsException(PORT_VARIABLE + " is not a port", e);
    }
  }

  /** An IOException if it is worth asking again. */
  private static IOException refused(String id, int status, InputStream body)
      throws IOException, SecretsException {
    String text = body == null ? "" : new String(body.readNBytes(500), StandardCharsets.UTF_8);
    if (status >= 500 || text.contains("not ready")) {
      return new IOException("HTTP " + status);
    }
    throw new SecretsException(
        "FRELAY_AWS_SECRET: AWS Secrets Manager refuses secret %s with HTTP %d; check its name and region,"
                .formatted(id, status)
            + " and that the function's role may GetSecretValue on it");
  }

  private static String secretString(InputStream body) throws IOException, SecretsException {
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("SecretString");
        json.nextToken();
        if (wanted) {
          return json.getText();
        }
        json.skipChildren();
      }
    }
    throw new SecretsException(
        "FRELAY_AWS_SECRET: the secret has no SecretString; make it with fr-adm secrets aws");
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
