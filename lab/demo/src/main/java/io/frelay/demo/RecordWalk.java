package io.frelay.demo;

import io.frelay.protocol.TlsRecord;

/**
 * Walks over the TLS records of one direction of a connection, by what anybody on the path can
 * read: the five bytes in front of each record (RFC 8446, section 5.1). For one thread.
 */
final class RecordWalk {
  private final byte[] header = new byte[TlsRecord.HEADER];
  private int headerBytes;
  private int bodyLeft;
  private long position;
  private long records;
  private boolean onlyTls = true;
  private boolean dataSeen;
  private long innerFrom = -1;

  /** The next bytes of the stream. */
  void accept(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (bodyLeft > 0) {
        int step = Math.min(bodyLeft, end - at);
        bodyLeft -= step;
        at += step;
        position += step;
      } else {
        header[headerBytes++] = bytes[at++];
        position++;
        if (headerBytes == TlsRecord.HEADER) {
          record();
        }
      }
    }
  }

  private void record() {
    int type = header[0];
    headerBytes = 0;
    bodyLeft = TlsRecord.length(header, 0);
    records++;
    onlyTls &= TlsRecord.isHeader(header, 0);
    if (type == TlsRecord.HANDSHAKE && dataSeen && innerFrom < 0) {
      innerFrom = position - TlsRecord.HEADER;
    }
    dataSeen |= type == TlsRecord.APPLICATION_DATA;
  }

  long bytes() {
    return position;
  }

  long records() {
    return records;
  }

  /** True if every byte so far belonged to a TLS record and the last record is complete. */
  boolean isOnlyTls() {
    return onlyTls && bodyLeft == 0 && headerBytes == 0;
  }

  /**
   * Number of bytes of the inner TLS. It begins with the first clear handshake record after
   * encrypted data: the outer TLS has none there.
   */
  long innerBytes() {
    return innerFrom < 0 ? 0 : position - innerFrom;
  }
}
