package io.frelay.protocol;

import java.util.Arrays;

/**
 * The first message of a TLS client, in the record or records that carry it: what a version 2 party
 * would send first, were it the client of the end-to-end TLS, and so may send along with its {@link
 * AuthRequest}. Immutable.
 *
 * <p>It is looked at only as far as the frame goes, so that a relay passes nothing else for one:
 * handshake records (RFC 8446, 5.1) that together hold one ClientHello (4, 4.1.2) and no byte more.
 */
public final class ClientHello {
  private static final int MESSAGE_HEADER = 4;
  private static final int CLIENT_HELLO = 1;

  private final byte[] records;

  private ClientHello(byte[] records) {
    this.records = records;
  }

  /**
   * Takes whole TLS records.
   *
   * @throws IllegalArgumentException if they are not those of one ClientHello
   */
  public static ClientHello of(byte[] records) {
    byte[] own = records.clone();
    requireOneMessage(withoutHeaders(own));
    return new ClientHello(own);
  }

  /** The records' contents, one after the other. */
  private static byte[] withoutHeaders(byte[] records) {
    byte[] contents = new byte[records.length];
    int size = 0;
    int at = 0;
    while (at < records.length) {
      int length = recordLength(records, at);
      System.arraycopy(records, at + TlsRecord.HEADER, contents, size, length);
      size += length;
      at += TlsRecord.HEADER + length;
    }
    return Arrays.copyOf(contents, size);
  }

  private static int recordLength(byte[] records, int at) {
    if (records.length - at <= TlsRecord.HEADER) {
      throw new IllegalArgumentException("a TLS record is not whole");
    }
    if (records[at] != TlsRecord.HANDSHAKE || !TlsRecord.isHeader(records, at)) {
      throw new IllegalArgumentException("not a handshake record of TLS");
    }
    int length = TlsRecord.length(records, at);
    if (length == 0
        || length > TlsRecord.MAX_PLAIN
        || length > records.length - at - TlsRecord.HEADER) {
      throw new IllegalArgumentException("a TLS record has a length that cannot be");
    }
    return length;
  }

  private static void requireOneMessage(byte[] message) {
    if (message.length <= MESSAGE_HEADER
        || message[0] != CLIENT_HELLO
        || unsigned(message, 1, 3) != message.length - MESSAGE_HEADER) {
      throw new IllegalArgumentException("not one ClientHello");
    }
  }

  private static int unsigned(byte[] bytes, int at, int count) {
    int number = 0;
    for (int i = at; i < at + count; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }

  /** The records, as they go over the wire. */
  public byte[] records() {
    return records.clone();
  }

  /** Length of the records in bytes. */
  public int length() {
    return records.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClientHello hello && Arrays.equals(records, hello.records);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(records);
  }

  @Override
  public String toString() {
    return "ClientHello[" + records.length + " bytes]";
  }
}
