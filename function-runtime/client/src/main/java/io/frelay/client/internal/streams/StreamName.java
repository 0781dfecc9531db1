package io.frelay.client.internal.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/** Names of streams on the wire: 1 to 255 bytes of well-formed UTF-8. */
final class StreamName {
  private StreamName() {}

  /**
   * Returns the bytes of a name.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  static byte[] encode(String name) {
    try {
      ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      if (encoded.hasRemaining() && encoded.remaining() <= StreamFrame.MAX_NAME) {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a stream's name with half a character", e);
    }
    throw new IllegalArgumentException(
        "a stream's name has 1 to " + StreamFrame.MAX_NAME + " bytes in UTF-8");
  }

  static String decode(ByteBuffer bytes) throws StreamRulesException {
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new StreamRulesException("a name that is not UTF-8");
    }
  }
}
