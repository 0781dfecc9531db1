package io.frelay.relay.accept;

import io.frelay.protocol.TlsRecord;
import io.netty.buffer.ByteBuf;

/** The TLS record that a buffer begins with, as far as it is there (RFC 8446, 5.1). */
public final class BufferedRecord {
  private static final int PLAIN_ALERT_LENGTH = 2;
  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER = 4;

  private BufferedRecord() {}

  /** Size of the record with its header, in bytes; 0 while it is not whole. */
  public static int wholeSize(ByteBuf bytes) {
    if (!hasHeader(bytes)) {
      return 0;
    }
    int size = TlsRecord.HEADER + length(bytes);
    return bytes.readableBytes() < size ? 0 : size;
  }

  /** Type byte of the record; there must be one byte at least. */
  static int type(ByteBuf bytes) {
    return bytes.getByte(bytes.readerIndex());
  }

  /** Returns whether its header gives a length that TLS does not allow. */
  static boolean isTooLong(ByteBuf bytes) {
    return hasHeader(bytes) && length(bytes) > TlsRecord.MAX_LENGTH;
  }

  /** Returns whether it is whole and contains a whole ClientHello (RFC 8446, 4). */
  static boolean hasClientHello(ByteBuf bytes) {
    int message = bytes.readerIndex() + TlsRecord.HEADER;
    return wholeSize(bytes) >= TlsRecord.HEADER + MESSAGE_HEADER
        && bytes.getByte(message) == CLIENT_HELLO
        && bytes.getUnsignedMedium(message + 1) <= length(bytes) - MESSAGE_HEADER;
  }

  /**
   * Returns whether the bytes are, as far as they go, a record that the end-to-end TLS cannot begin
   * with and the outer TLS can end with: application data, or an alert longer than a plaintext one
   * (a line end sent late, a close_notify that a TLS library sends unasked). There must be one byte
   * at least.
   */
  public static boolean mayBeOuterTls(ByteBuf bytes) {
    int type = type(bytes);
    if (type != TlsRecord.APPLICATION_DATA && type != TlsRecord.ALERT) {
      return false;
    }
    if (bytes.readableBytes() > 1 && bytes.getByte(bytes.readerIndex() + 1) != 3) {
      return false;
    }
    if (!hasHeader(bytes)) {
      return true;
    }
    int length = length(bytes);
    return length <= TlsRecord.MAX_LENGTH
        && (type == TlsRecord.APPLICATION_DATA || length > PLAIN_ALERT_LENGTH);
  }

  private static boolean hasHeader(ByteBuf bytes) {
    return bytes.readableBytes() >= TlsRecord.HEADER;
  }

  private static int length(ByteBuf bytes) {
    return bytes.getUnsignedShort(bytes.readerIndex() + TlsRecord.LENGTH_AT);
  }
}
