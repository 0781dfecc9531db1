package io.frelay.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Dialogue of the two parties. Every message ends in a random marker of its sender, and the bulk
 * data contains many of them, for the tap to search.
 */
final class Dialogue {
  static final int MARKER_BYTES = 32;

  /** Number of measured round trips after the dialogue. */
  static final int PINGS = 200;

  /** The bulk data comes in messages of this size. */
  static final int BLOCK_BYTES = 256 << 10;

  /** Text of the bulk data, besides markers and numbers. */
  static final String BULK_TEXT = "This line is bulk data that only party 1 may read.\n";

  private static final int MARKER_INTERVAL = 32 << 10;

  /** Party 0 says the first, party 1 the second. */
  record Round(String question, String answer) {}

  static final List<Round> ROUNDS =
      List.of(
          new Round(
              "Hello from AWS Lambda. Is anybody there?",
              "Yes: Google Cloud. Nobody can dial me either."),
          new Round("My share of the secret is 1789.", "Mine is 42; the sum is 1831."),
          new Round(
              "Are you ready for bulk data?", "Send it, and its SHA-256, which I will check."));

  private Dialogue() {}

  static byte[] message(String text, byte[] marker) {
    byte[] start = text.getBytes(StandardCharsets.UTF_8);
    byte[] message = Arrays.copyOf(start, start.length + marker.length);
    System.arraycopy(marker, 0, message, start.length, marker.length);
    return message;
  }

  /** The text of a message. */
  static String text(byte[] message) {
    int length = Math.max(0, message.length - MARKER_BYTES);
    return new String(message, 0, length, StandardCharsets.UTF_8);
  }

  /** The block that all blocks of bulk data are made from, by {@link #numbered}. */
  static byte[] bulkBlock(byte[] marker) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    byte[] line = BULK_TEXT.getBytes(StandardCharsets.UTF_8);
    while (block.hasRemaining()) {
      block.put(line, 0, Math.min(line.length, block.remaining()));
    }
    for (int at = Long.BYTES; at < BLOCK_BYTES; at += MARKER_INTERVAL) {
      block.put(at, marker);
    }
    return block.array();
  }

  /** The same block under its own number, so that no two are alike. */
  static void numbered(byte[] block, long number) {
    ByteBuffer.wrap(block).putLong(number);
  }
}
