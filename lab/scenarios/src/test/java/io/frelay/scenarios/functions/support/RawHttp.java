package io.frelay.scenarios.functions.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A caller that sends what no HTTP client would: any line twice, any bytes in it, or no Host. */
public final class RawHttp {
  private RawHttp() {}

  /**
   * Sends a request and reads to the connection's end.
   *
   * @param lines of the header, besides Content-Length and Connection; a character is a byte
   */
  public static Answer send(
      int port, String requestLine, List<String> lines, String body, Duration limit) {
    byte[] bytes = body.getBytes(UTF_8);
    StringBuilder header = new StringBuilder(requestLine).append(" HTTP/1.1\r\n");
    lines.forEach(line -> header.append(line).append("\r\n"));
    header.append("Content-Length: ").append(bytes.length).append("\r\n");
    header.append("Connection: close\r\n\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) limit.toMillis());
      socket.getOutputStream().write(header.toString().getBytes(ISO_8859_1));
      socket.getOutputStream().write(bytes);
      return answer(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(byte[] response) throws IOException {
    String text = new String(response, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no response but: " + text);
    }
    String body = text.substring(end + 4);
    boolean isChunked =
        text.substring(0, end).toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    byte[] bytes = (isChunked ? unchunked(body) : body).getBytes(ISO_8859_1);
    return new Answer(Integer.parseInt(text.split(" ", 3)[1]), new String(bytes, UTF_8));
  }

  private static String unchunked(String body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(body.getBytes(ISO_8859_1));
    while (true) {
      StringBuilder size = new StringBuilder();
      for (int each = in.read(); each != '\n'; each = in.read()) {
        size.append((char) each);
      }
      int length = Integer.parseInt(size.toString().strip(), 16);
      if (length == 0) {
        return all.toString(ISO_8859_1);
      }
      all.write(in.readNBytes(length));
      in.skipNBytes(2);
    }
  }
}
