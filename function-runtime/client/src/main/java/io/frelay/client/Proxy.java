package io.frelay.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  void open(Wire wire, RelayAddress target) throws ProxyException {
    try {
      if (tls.isPresent()) {
        tls.get().begin(wire, address);
      }
      request(wire.in(), wire.out(), target);
    } catch (ProxyException e) {
      throw e;
    } catch (SSLException e) {
      throw ProxyException.refused(
          this,
          "does not speak TLS that we accept: "
              + TlsDiagnosis.of(e, "a CA that is trusted here", "our certificate")
              + "; PROXY_CA_FILE names the file of its CA");
    } catch (IOException e) {
      throw ProxyException.brokenOff(this, e);
    }
  }

  /** The request and its answer, over TCP or TLS. */
  void request(InputStream in, OutputStream out, RelayAddress target) throws IOException {
    switch (protocol) {
      case HTTP -> new HttpConnect(this, in, out).open(target);
      case SOCKS5 -> new Socks5(this, in, out).open(target);
    }
  }

  /** Where it is, without the login. */
  @Override
  public String toString() {
    String scheme = protocol == Protocol.SOCKS5 ? "socks5" : tls.isPresent() ? "https" : "http";
    return scheme + "://" + address;
  }
}
