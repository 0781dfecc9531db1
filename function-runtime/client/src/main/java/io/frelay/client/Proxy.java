package io.frelay.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A proxy that connects to where it is told. It resolves the name itself: behind such a proxy there
 * is often no DNS for names of the world.
 *
 * @param source the variable that names it
 * @param protocol HTTP or SOCKS5
 * @param login what it is told if it wants to know who asks; never printed
 */
record Proxy(String source, Protocol protocol, RelayAddress address, Optional<Login> login) {
  /** What to speak with it. */
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

  /** Has a connection to the proxy become one to the target, and reads not a byte of that. */
  void open(InputStream in, OutputStream out, RelayAddress target) throws ProxyException {
    try {
      switch (protocol) {
        case HTTP -> new HttpConnect(this, in, out).open(target);
        case SOCKS5 -> new Socks5(this, in, out).open(target);
      }
    } catch (ProxyException e) {
      throw e;
    } catch (IOException e) {
      throw ProxyException.brokenOff(this, e);
    }
  }

  /** Where it is, without the login. */
  @Override
  public String toString() {
    return (protocol == Protocol.HTTP ? "http://" : "socks5://") + address;
  }
}
