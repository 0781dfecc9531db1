package io.frelay.scenarios.hostile;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** One TCP connection to an HTTP server, by someone who does not keep to the protocol. */
final class HttpConversation implements Closeable {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 \\d\\d\\d");
  private static final int PATIENCE_MS = 20_000;

  private final Socket socket;

  HttpConversation(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
  }

  /** Sends it; a server that has hung up meanwhile will be found to have done so by a read. */
  HttpConversation send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // reset
    }
    return this;
  }

  HttpConversation send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * All that the server says until it hangs up.
   *
   * @throws AssertionError if it does not
   */
  String untilItHangsUp() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    InputStream in = socket.getInputStream();
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        said.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server keeps the connection; it said: " + said, e);
    } catch (IOException e) {
      // reset
    }
    return said.toString(StandardCharsets.ISO_8859_1);
  }

  /** Number of HTTP/1 responses in a server's output. */
  static long responses(String said) {
    return STATUS_LINE.matcher(said).results().count();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
