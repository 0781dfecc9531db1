package io.frelay.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A stream seen as messages: each is its length as 4 bytes, big-endian, and then that many bytes.
 * One thread may send while another receives.
 */
public final class Messages {
  /** The longest message unless told otherwise: 16 MiB. */
  public static final int DEFAULT_MAX_BYTES = 16 << 20;

  private static final int HEADER = Integer.BYTES;

  private final InputStream in;
  private final OutputStream out;
  private final int maxBytes;

  /**
   * @param maxBytes the longest message to send or receive
   * @throws IllegalArgumentException if {@code maxBytes} is negative
   */
  public Messages(InputStream in, OutputStream out, int maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes is negative");
    }
    this.in = in;
    this.out = out;
    this.maxBytes = maxBytes;
  }

  /**
   * Sends one message.
   *
   * @throws IllegalArgumentException if it is longer than the bound
   */
  public void send(byte[] message) throws IOException {
    if (message.length > maxBytes) {
      throw new IllegalArgumentException(
          "a message of %d bytes; the most is %d".formatted(message.length, maxBytes));
    }
    // One write, so that a small message is one TLS record and one packet.
    out.write(
        ByteBuffer.allocate(HEADER + message.length).putInt(message.length).put(message).array());
  }

  /**
   * Waits for the next message.
   *
   * @return empty once the peer has ended its direction
   * @throws TruncatedStreamException if the stream ends inside a message or without close_notify
   * @throws IOException if the peer announces a message longer than the bound; the stream is then
   *     of no further use
   */
  public Optional<byte[]> receive() throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length == 0) {
      return Optional.empty();
    }
    requireAll(header.length, HEADER);
    int length = ByteBuffer.wrap(header).getInt();
    if (length < 0 || length > maxBytes) {
      throw new IOException(
          "the peer announces a message of %d bytes; the most is %d"
              .formatted(Integer.toUnsignedLong(length), maxBytes));
    }
    byte[] message = in.readNBytes(length);
    requireAll(message.length, length);
    return Optional.of(message);
  }

  private static void requireAll(int received, int expected) throws TruncatedStreamException {
    if (received < expected) {
      throw new TruncatedStreamException("the peer ended the stream inside a message");
    }
  }
}
