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

  /** Megabytes (10^6) a second. */
  record Speeds(double sent, double received) {}

  private final PeerConnection connection;
  private final long bytes;

  BulkTransfer(PeerConnection connection, long bytes) {
    this.connection = connection;
    this.bytes = bytes;
  }

  Speeds run() throws IOException {
    if (Trial.asks(connection)) {
      double sent = send();
      return new Speeds(sent, receive());
    }
    double received = receive();
    return new Speeds(send(), received);
  }

  private double send() throws IOException {
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
            .orElseThrow(() -> new IOException("the peer ended before it had it all"));
    double speed = speed(begun);
    if (theirs.length != Long.BYTES || ByteBuffer.wrap(theirs).getLong() != checksum.getValue()) {
      throw new IOException("the checksums differ: the data was damaged on its way");
    }
    return speed;
  }

  private double receive() throws IOException {
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
    double speed = speed(begun);
    connection
        .messages()
        .send(ByteBuffer.allocate(Long.BYTES).putLong(checksum.getValue()).array());
    return speed;
  }

  private double speed(long begun) {
    return bytes * 1000.0 / Math.max(1, System.nanoTime() - begun);
  }
}
