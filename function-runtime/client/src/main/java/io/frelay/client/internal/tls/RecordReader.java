package io.frelay.client.internal.tls;

import io.frelay.protocol.TlsRecord;
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
  private final InputStream in;
  private final byte[] record = new byte[TlsRecord.HEADER + TlsRecord.MAX_LENGTH];
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
    fill(TlsRecord.HEADER);
    int length = TlsRecord.length(record, 0);
    if (!TlsRecord.isHeader(record, 0)) {
      throw new SSLException("what came is not TLS");
    }
    if (length > TlsRecord.MAX_LENGTH) {
      throw new SSLException(
          "a TLS record of " + length + " bytes, the most is " + TlsRecord.MAX_LENGTH);
    }
    fill(TlsRecord.HEADER + length);
    filled = 0;
    return ByteBuffer.wrap(record, 0, TlsRecord.HEADER + length);
  }

  /** Returns whether a part of the next record is here. */
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
