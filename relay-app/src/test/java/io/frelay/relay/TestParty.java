package io.frelay.relay;

import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A client of the outer TLS, by hand: a party, or whoever else has a certificate. */
final class TestParty implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private final Socket socket;
  private final SSLSocket tls;

  private TestParty(Socket socket, SSLSocket tls) {
    this.socket = socket;
    this.tls = tls;
  }

  /** Connects and makes its handshake; the relay may still refuse its certificate. */
  static TestParty connect(int port, CertifiedKey key, List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {key.keyManager()},
        new TrustManager[] {Trust.in(authorities).manager()},
        null);
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "frelay", port, false);
    tls.startHandshake();
    return new TestParty(socket, tls);
  }

  TestParty send(byte[] bytes) throws IOException {
    tls.getOutputStream().write(bytes);
    return this;
  }

  /** Bytes that the relay sends by TLS, up to its close_notify. */
  String answer() throws IOException {
    return new String(tls.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** So many bytes that the relay says by TLS; fewer if it says no more. */
  byte[] answer(int length) throws IOException {
    return tls.getInputStream().readNBytes(length);
  }

  /** Without TLS, after its end. */
  void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  byte[] receiveRaw(int length) throws IOException {
    return socket.getInputStream().readNBytes(length);
  }

  /** Ends its direction, and takes all that comes until the other's ends, or is reset. */
  byte[] finish() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      in.transferTo(all);
    } catch (SocketException e) {
      // reset
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
