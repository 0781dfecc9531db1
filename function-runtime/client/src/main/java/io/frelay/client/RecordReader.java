package io.frelay.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/**
 * Takes exactly one TLS record after the other from a stream (RFC 8446, 5.1) and never a byte more,
 * so that whatever follows the last record is still in the stream. A read that fails by a timeout
 * can be repeated. Not safe for use by several threads.
 */
final class RecordReader {
  private static final int HEADER = 5;

  /** TLS 1.2 lets a record grow by 2048 bytes through encryption, TLS 1.3 by 256. */
  private static final int LONGEST = (1 << 14) + 2048;

  private static final int FIRST_TYPE = 20; // change_cipher_spec
  private static final int LAST_TYPE = 23; // application_data
  private static final int MAJOR_VERSION = 3;

  private final InputStream in;
  private final byte[] record = new byte[HEADER + LONGEST];
  private int filled;

  RecordReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next record, valid until the next call.
   *
   * @throws EOFException if the stream ends first
   * @throws SSLException if the bytes are no TLS record
   */
  ByteBuffer next() throws IOException {
    fill(HEADER);
    int length = (record[3] & 0xff) << 8 | (record[4] & 0xff);
    if (record[0] < FIRST_TYPE || record[0] > LAST_TYPE || record[1] != MAJOR_VERSION) {
      throw new SSLException("what came is not TLS");
    }
    if (length > LONGEST) {
      throw new SSLException("a TLS record of " + length + " bytes, the most is " + LONGEST);
    }
    fill(HEADER + length);
    filled = 0;
    return ByteBuffer.wrap(record, 0, HEADER + length);
  }

  /** Whether a part of the next record is here. */
  boolean hasInput() throws IOException {
    return filled > 0 || in.available() > 0;
  }

  private void fill(int upTo) throws IOException {
    while (filled < upTo) {
      int count = in.read(record, filled, upTo - filled);
      if (count < 0) {
        throw new EOFException("the connection ended");
      }
      filled += count;
    }
  }
}
