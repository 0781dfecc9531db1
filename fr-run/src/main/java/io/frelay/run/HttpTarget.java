package io.frelay.run;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A function at a URL, such as an application on Code Engine, or a function on this machine. */
record HttpTarget(Destination to) implements Target {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern LOCAL = Pattern.compile("localhost|127(\\.[0-9]+){3}|\\[::1]");

  static HttpTarget read(YamlFields party, Map<String, String> variables) throws RunException {
    URI url = url(party);
    Optional<YamlFields> headers = party.below("headers");
    if (headers.isEmpty()) {
      return new HttpTarget(new Destination(url, List.of()));
    }
    if (url.getScheme().equals("http") && !isLocal(url.getHost())) {
      throw party.wrong("http", "must begin with https://, since it has headers with secrets");
    }
    return new HttpTarget(new Destination(url, headers(headers.get(), variables)));
  }

  /** Whether a host is this machine. */
  static boolean isLocal(String host) {
    return LOCAL.matcher(host).matches();
  }

  private static URI url(YamlFields party) throws RunException {
    try {
      URI url = new URI(party.required("http"));
      if (url.getUserInfo() != null) {
        throw party.wrong("http", "must have no password; use headers");
      }
      if (List.of("http", "https").contains(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // as any other text that is no URL
    }
    throw party.wrong("http", "must be a URL, such as https://host/handler");
  }

  private static List<Destination.Header> headers(YamlFields fields, Map<String, String> variables)
      throws RunException {
    List<Destination.Header> headers = new ArrayList<>();
    for (String name : fields.names()) {
      String source = fields.required(name);
      if (!isAllowed(name)) {
        throw fields.wrong(name, "is no header that can be set");
      }
      headers.add(new Destination.Header(name, value(fields, name, source, variables), source));
    }
    return headers;
  }

  /** Not so a name with a space, nor those that belong to the connection, such as Host. */
  private static boolean isAllowed(String name) {
    try {
      HttpRequest.newBuilder().header(name, "value");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String value(
      YamlFields fields, String name, String source, Map<String, String> variables)
      throws RunException {
    Matcher variable = VARIABLE.matcher(source);
    StringBuilder value = new StringBuilder();
    int taken = 0;
    while (variable.find()) {
      String secret = variables.get(variable.group(1));
      if (secret == null || secret.isBlank()) {
        throw fields.wrong(name, "needs the variable " + variable.group(1) + ", which is not set");
      }
      value.append(source, taken, variable.start()).append(secret.strip());
      taken = variable.end();
    }
    if (taken == 0) {
      throw fields.wrong(name, "must name a variable, as ${TOKEN}: the file holds no secrets");
    }
    value.append(source, taken, source.length());
    if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw fields.wrong(name, "has a character that a header cannot have");
    }
    return value.toString();
  }

  @Override
  public String name() {
    URI url = to.url();
    return "http " + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  @Override
  public ReadyCall prepare(PartyRequest request, Effects effects) {
    return connected -> effects.post(to, request, connected);
  }
}
