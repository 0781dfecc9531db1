package io.frelay.client.internal.dial;

import io.frelay.client.ProxyException;
import io.frelay.client.RelayAddress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CONNECT method of an HTTP proxy (RFC 9110, 9.3.6). */
final class HttpConnect {
  private static final int MAX_HEAD = 16 << 10;
  private static final String START = "HTTP/";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
  private static final int LOGIN_REQUIRED = 407;
  private static final int UNAUTHORIZED = 401; // by tinyproxy, of a wrong password

  private final Proxy proxy;
  private final InputStream in;
  private final OutputStream out;

  HttpConnect(Proxy proxy, InputStream in, OutputStream out) {
    this.proxy = proxy;
    this.in = in;
    this.out = out;
  }

  void open(RelayAddress target) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append("CONNECT ").append(target).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(target).append("\r\n");
    proxy
        .login()
        .map(login -> Base64.getEncoder().encodeToString(nameAndPassword(login)))
        .ifPresent(
            token -> request.append("Proxy-Authorization: Basic ").append(token).append("\r\n"));
    request.append("\r\n");
    out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    int status = status();
    if (status / 100 != 2) {
      throw refused(status, target);
    }
  }

  private static byte[] nameAndPassword(Proxy.Login login) {
    return (login.name() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
  }

  private ProxyException refused(int status, RelayAddress target) {
    if (status == LOGIN_REQUIRED || status == UNAUTHORIZED) {
      return proxy.refused(
          (proxy.login().isPresent()
                  ? "does not accept the user name and password of "
                  : "wants a user name and password; write http://name:password@host:port in ")
              + proxy.source()
              + " (status %d)".formatted(status));
    }
    String why =
        "does not connect to %s (status %d); see whether it allows that port"
            .formatted(target, status);
    return status / 100 == 5 ? proxy.failed(why) : proxy.refused(why);
  }

  /** Takes the answer's head and not a byte more: what follows is the relay's. */
  private int status() throws IOException {
    StringBuilder head = new StringBuilder();
    while (!isComplete(head)) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("its answer is cut short");
      }
      head.append((char) next);
      if (head.length() > MAX_HEAD) {
        throw proxy.refused("answers with more than " + MAX_HEAD + " bytes of headers");
      }
      if (head.length() <= START.length() && !START.startsWith(head.toString())) {
        throw notHttp(); // which may wait for more of us
      }
    }
    Matcher status = STATUS.matcher(head.toString().lines().findFirst().orElse(""));
    if (!status.matches()) {
      throw notHttp();
    }
    return Integer.parseInt(status.group(1));
  }

  private static boolean isComplete(StringBuilder head) {
    int length = head.length();
    return length > 0
        && head.charAt(length - 1) == '\n'
        && (head.indexOf("\r\n\r\n", length - 4) >= 0 || head.indexOf("\n\n", length - 2) >= 0);
  }

  private ProxyException notHttp() {
    return proxy.refused("does not answer in HTTP; is it a SOCKS5 proxy? check " + proxy.source());
  }
}
