package io.frelay.demo;

/**
 * Walks over the TLS records of one direction of a connection, by what anybody on the path can
 * read: the five bytes in front of each record (RFC 8446, section 5.1). For one thread.
 */
final class RecordWalk {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  private final byte[] header = new byte[HEADER];
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
        if (headerBytes == HEADER) {
          record();
        }
      }
    }
  }

  private void record() {
    int type = header[0];
    headerBytes = 0;
    bodyLeft = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
    records++;
    onlyTls &= type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA && header[1] == 3;
    if (type == HANDSHAKE && dataSeen && innerFrom < 0) {
      innerFrom = position - HEADER;
    }
    dataSeen |= type == APPLICATION_DATA;
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
