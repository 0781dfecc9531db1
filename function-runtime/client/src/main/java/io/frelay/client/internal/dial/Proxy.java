package io.frelay.client.internal.dial;

import io.frelay.client.ProxyException;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.tls.TlsDiagnosis;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A proxy that connects to where it is told. It resolves the name itself: behind such a proxy there
 * is often no DNS for names of the world.
 *
 * @param source the variable that names it
 * @param protocol what to speak with it
 * @param tls what to speak it in; empty for plain TCP
 * @param login what it is told if it wants to know who asks; never printed
 */
record Proxy(
    String source,
    Protocol protocol,
    RelayAddress address,
    Optional<ProxyTls> tls,
    Optional<Login> login) {
  /** HTTP CONNECT or SOCKS5. */
  enum Protocol {
    HTTP,
    SOCKS5
  }

  /** Name and password. Its text is that it is there. */
  record Login(String name, String password) {
    byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    byte[] passwordBytes() {
      return password.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "login";
    }
  }

  /** The same, spoken inside TLS. */
  Proxy inside(ProxyTls wanted) {
    return new Proxy(source, protocol, address, Optional.of(wanted), login);
  }

  /** Has a connection to the proxy become one to the target, and reads not a byte of that. */
  void open(TcpConnection tcp, RelayAddress target) throws ProxyException {
    try {
      if (tls.isPresent()) {
        tls.get().begin(tcp, address);
      }
      request(tcp.in(), tcp.out(), target);
    } catch (ProxyException e) {
      throw e;
    } catch (SSLException e) {
      throw refused(
          "does not speak TLS that we accept: "
              + TlsDiagnosis.of(e, "a CA that is trusted here", "our certificate")
              + "; PROXY_CA_FILE names the file of its CA");
    } catch (IOException e) {
      throw brokenOff(e);
    }
  }

  ProxyException unreachable(IOException cause) {
    String reason = cause instanceof UnknownHostException ? "unknown host" : cause.getMessage();
    return new ProxyException(
        "the proxy %s cannot be reached (%s); check %s".formatted(this, reason, source),
        true,
        cause);
  }

  /** Neither this nor the next attempt can succeed. */
  ProxyException refused(String why) {
    return new ProxyException("the proxy %s %s".formatted(this, why), false, null);
  }

  /** The next attempt may succeed. */
  ProxyException failed(String why) {
    return new ProxyException("the proxy %s %s".formatted(this, why), true, null);
  }

  private ProxyException brokenOff(IOException cause) {
    String what =
        cause instanceof SocketTimeoutException
            ? "did not answer in time"
            : "closed the connection without an answer (" + cause.getMessage() + ")";
    return new ProxyException(
        "the proxy %s %s; does it speak %s?".formatted(this, what, protocol), true, cause);
  }

  /** The request and its answer, over TCP or TLS. */
  void request(InputStream in, OutputStream out, RelayAddress target) throws IOException {
    switch (protocol) {
      case HTTP -> new HttpConnect(this, in, out).open(target);
      case SOCKS5 -> new Socks5(this, in, out).open(target);
    }
  }

  /** Address without the login. */
  @Override
  public String toString() {
    String scheme = protocol == Protocol.SOCKS5 ? "socks5" : tls.isPresent() ? "https" : "http";
    return scheme + "://" + address;
  }
}
