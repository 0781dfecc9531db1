package io.frelay.clientfunc;

import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * {@code TEST=throughput}: the TLS client sends {@code BYTES} and the server answers with their
 * checksum, then the other way round.
 */
final class BulkTransfer {
  private static final int PIECE = 1 << 18;
  private static final long MAX_WARM_UP_BYTES = 64L << 20;

  /** Megabytes (10^6) a second. */
  record Speeds(double sent, double received) {}

  private final PeerConnection connection;
  private final long bytes;

  BulkTransfer(PeerConnection connection, long bytes) {
    this.connection = connection;
    this.bytes = bytes;
  }

  /** Runs both directions to warm up, for a cold JVM is several times slower, and then for real. */
  Speeds run() throws IOException {
    both(Math.min(MAX_WARM_UP_BYTES, bytes / 10));
    return both(bytes);
  }

  private Speeds both(long bytes) throws IOException {
    if (Trial.asks(connection)) {
      double sent = send(bytes);
      return new Speeds(sent, receive(bytes));
    }
    double received = receive(bytes);
    return new Speeds(send(bytes), received);
  }

  private double send(long bytes) throws IOException {
    byte[] piece = new byte[PIECE];
    new Random(bytes).nextBytes(piece);
    CRC32C checksum = new CRC32C();
    long begun = System.nanoTime();
    for (long left = bytes; left > 0; left -= PIECE) {
      int count = (int) Math.min(PIECE, left);
      piece[0]++;
      checksum.update(piece, 0, count);
      connection.out().write(piece, 0, count);
    }
    byte[] theirs =
        connection
            .messages(Long.BYTES)
            .receive()
            .orElseThrow(() -> new IOException("the peer ended before it had received everything"));
    double speed = speed(bytes, begun);
    if (theirs.length != Long.BYTES || ByteBuffer.wrap(theirs).getLong() != checksum.getValue()) {
      throw new IOException("the checksums differ: the data was changed on the way");
    }
    return speed;
  }

  private double receive(long bytes) throws IOException {
    byte[] piece = new byte[PIECE];
    CRC32C checksum = new CRC32C();
    long begun = System.nanoTime();
    long left = bytes;
    while (left > 0) {
      int count = connection.in().read(piece, 0, (int) Math.min(PIECE, left));
      if (count < 0) {
        throw new IOException("the peer ended " + left + " bytes early");
      }
      checksum.update(piece, 0, count);
      left -= count;
    }
    double speed = speed(bytes, begun);
    connection
        .messages()
        .send(ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array());
    return speed;
  }

  private static double speed(long bytes, long begun) {
    return bytes * 1000.0 / Math.max(1, System.nanoTime() - begun);
  }
}
