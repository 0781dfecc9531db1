package io.frelay.client.internal.dial;

import io.frelay.client.ProxyException;
import io.frelay.client.RelayAddress;
import io.frelay.client.internal.net.AddressLiteral;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A SOCKS5 proxy (RFC 1928), with a user name and password if it wants them (RFC 1929). */
final class Socks5 {
  private static final int VERSION = 5;
  private static final int NO_LOGIN = 0;
  private static final int LOGIN = 2;
  private static final int LOGIN_VERSION = 1;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int MAX_TEXT = 255;

  private final Proxy proxy;
  private final InputStream in;
  private final OutputStream out;

  Socks5(Proxy proxy, InputStream in, OutputStream out) {
    this.proxy = proxy;
    this.in = in;
    this.out = out;
  }

  void open(RelayAddress target) throws IOException {
    logIn();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(new byte[] {VERSION, CONNECT, 0});
    host(request, target.host());
    request.writeBytes(ByteBuffer.allocate(2).putShort((short) target.port()).array());
    out.write(request.toByteArray());
    byte[] answer = read(4);
    requireVersion(answer[0]);
    if (answer[1] != 0) {
      throw refused(answer[1], target);
    }
    int length =
        switch (answer[3]) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> read(1)[0] & 0xff;
          default -> throw notSocks();
        };
    read(length + 2);
  }

  private void logIn() throws IOException {
    boolean able = proxy.login().isPresent();
    out.write(able ? new byte[] {VERSION, 2, NO_LOGIN, LOGIN} : new byte[] {VERSION, 1, NO_LOGIN});
    byte[] answer = read(2);
    requireVersion(answer[0]);
    if (answer[1] == LOGIN && able) {
      logIn(proxy.login().get());
    } else if (answer[1] != NO_LOGIN) {
      throw proxy.refused(
          able
              ? "wants to know who asks in another way than by user name and password"
              : "wants a user name and password; write socks5://name:password@host:port in "
                  + proxy.source());
    }
  }

  private void logIn(Proxy.Login login) throws IOException {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    words.write(LOGIN_VERSION);
    text(words, login.nameBytes(), "the user name for it");
    text(words, login.passwordBytes(), "the password for it");
    out.write(words.toByteArray());
    if (read(2)[1] != 0) {
      throw proxy.refused("does not accept the user name and password of " + proxy.source());
    }
  }

  private void host(ByteArrayOutputStream to, String host) throws ProxyException {
    Optional<InetAddress> address = AddressLiteral.parse(host);
    if (address.isPresent()) {
      to.write(address.get() instanceof Inet6Address ? IPV6 : IPV4);
      to.writeBytes(address.get().getAddress());
    } else {
      to.write(NAME);
      text(to, host.getBytes(StandardCharsets.UTF_8), "the relay's name");
    }
  }

  private void text(ByteArrayOutputStream to, byte[] bytes, String what) throws ProxyException {
    if (bytes.length > MAX_TEXT) {
      throw proxy.refused("cannot be told " + what + ": it is longer than 255 bytes");
    }
    to.write(bytes.length);
    to.writeBytes(bytes);
  }

  private ProxyException refused(int code, RelayAddress target) {
    String why =
        switch (code) {
          case 2 -> "its rules do not allow it";
          case 3 -> "it does not reach that network";
          case 4 -> "it does not reach that host";
          case 5 -> "the connection was refused there";
          case 6 -> "the connection took too long";
          case 7, 8 -> "it does not know how";
          default -> "it has failed, code " + (code & 0xff);
        };
    String sentence = "does not connect to %s: %s".formatted(target, why);
    return code == 2 || code == 7 || code == 8 ? proxy.refused(sentence) : proxy.failed(sentence);
  }

  private void requireVersion(byte version) throws ProxyException {
    if (version != VERSION) {
      throw notSocks();
    }
  }

  private ProxyException notSocks() {
    return proxy.refused("does not answer in SOCKS5; is it an HTTP proxy? check " + proxy.source());
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("its answer is cut short");
    }
    return bytes;
  }
}
