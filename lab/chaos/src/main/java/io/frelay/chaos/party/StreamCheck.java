package io.frelay.chaos.party;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Compares what comes with what was sent: a key of 8 bytes and then {@link Content}. What does not
 * fit is looked up: from further on, so that something was lost, or from before, so that something
 * came twice. One thread takes, any may look.
 */
final class StreamCheck {
  static final int KEY_BYTES = Long.BYTES;

  /** So many bytes say where they belong. */
  private static final int SAMPLE = 16;

  private static final long FAR = 16 << 20;

  private final ByteBuffer head = ByteBuffer.allocate(KEY_BYTES);
  private final ByteArrayOutputStream astray = new ByteArrayOutputStream();
  private Content content;
  private long position;
  private byte[] expected = new byte[0];

  private long received;
  private long key;
  private long lost;
  private long repeated;
  private long garbled;

  synchronized void take(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (head.hasRemaining() && from < end) {
      head.put(bytes[from++]);
    }
    if (!head.hasRemaining() && content == null) {
      key = head.getLong(0);
      content = new Content(key);
    }
    if (from < end) {
      compare(bytes, from, end - from);
    }
    received += length;
  }

  private void compare(byte[] bytes, int offset, int length) {
    if (garbled > 0) {
      garbled += length;
      return;
    }
    if (astray.size() > 0) {
      search(bytes, offset, length);
      return;
    }
    if (expected.length < length) {
      expected = new byte[length];
    }
    content.fill(expected, 0, length, position);
    for (int i = 0; i < length; i++) {
      if (expected[i] != bytes[offset + i]) {
        position += i;
        search(bytes, offset + i, length - i);
        return;
      }
    }
    position += length;
  }

  private void search(byte[] bytes, int offset, int length) {
    astray.write(bytes, offset, length);
    if (astray.size() < SAMPLE) {
      return;
    }
    byte[] all = astray.toByteArray();
    astray.reset();
    for (long far = 1; far <= FAR; far++) {
      if (isAt(position + far, all)) {
        lost += far;
        position += far;
        compare(all, 0, all.length);
        return;
      }
      if (far <= position && isAt(position - far, all)) {
        repeated += far;
        position -= far;
        compare(all, 0, all.length);
        return;
      }
    }
    garbled += all.length;
  }

  private boolean isAt(long place, byte[] sample) {
    for (int i = 0; i < SAMPLE; i++) {
      if (content.at(place + i) != sample[i]) {
        return false;
      }
    }
    return true;
  }

  /** All that came, the key included. */
  synchronized long received() {
    return received;
  }

  /** The key of the stream that comes; 0 before it has come. */
  synchronized long key() {
    return key;
  }

  synchronized long lost() {
    return lost;
  }

  synchronized long repeated() {
    return repeated;
  }

  /** Bytes that belong to no place near, or to no place at all. */
  synchronized long garbled() {
    return garbled + astray.size();
  }
}
