package io.frelay.protocol;

/**
 * The header of a TLS record in clear (RFC 8446, 5.1): type (1 byte), version (2), length of what
 * follows (2, big-endian).
 */
public final class TlsRecord {
  /** Size of a header in bytes. */
  public static final int HEADER = 5;

  /** Offset of the length in a header. */
  public static final int LENGTH_AT = 3;

  /** Largest content in bytes of a record in clear. */
  public static final int MAX_PLAIN = 1 << 14;

  /** Largest length of any: TLS 1.2 lets encryption add 2048 bytes, TLS 1.3 256. */
  public static final int MAX_LENGTH = MAX_PLAIN + 2048;

  /** Content types, from the first to the last that there is. */
  public static final int CHANGE_CIPHER_SPEC = 20;

  public static final int ALERT = 21;
  public static final int HANDSHAKE = 22;
  public static final int APPLICATION_DATA = 23;

  /** First byte of the version, in TLS 1.0 to 1.3. */
  public static final int MAJOR_VERSION = 3;

  private TlsRecord() {}

  /** The length in the header that begins at {@code at}. */
  public static int length(byte[] bytes, int at) {
    return (bytes[at + LENGTH_AT] & 0xff) << 8 | (bytes[at + LENGTH_AT + 1] & 0xff);
  }

  /** True if a header of TLS may begin at {@code at}, by its type and version. */
  public static boolean isHeader(byte[] bytes, int at) {
    return bytes[at] >= CHANGE_CIPHER_SPEC
        && bytes[at] <= APPLICATION_DATA
        && bytes[at + 1] == MAJOR_VERSION;
  }
}
