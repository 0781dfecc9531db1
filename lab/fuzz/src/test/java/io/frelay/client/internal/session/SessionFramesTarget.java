package io.frelay.client.internal.session;

import io.frelay.fuzz.Choices;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Frames of frelay/2: the same whatever pieces they come in, and what was read encodes to the bytes
 * that came.
 */
public final class SessionFramesTarget {
  private SessionFramesTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    byte[] pieces = choices.bytes(32);
    byte[] bytes = choices.rest();
    Outcome whole = read(bytes, new byte[0]);
    Outcome split = read(bytes, pieces);
    if (!whole.equals(split)) {
      throw new AssertionError("in pieces " + split + " and not " + whole);
    }
    if (!Arrays.equals(whole.again, Arrays.copyOf(bytes, whole.again.length))) {
      throw new AssertionError("other bytes after a round trip");
    }
  }

  /** Output and end of a run. */
  private record Outcome(byte[] again, String end) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Outcome outcome
          && Arrays.equals(again, outcome.again)
          && end.equals(outcome.end);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(again);
    }

    @Override
    public String toString() {
      return again.length + " bytes, " + end;
    }
  }

  /**
   * Decodes bytes in pieces of so many bytes each, over and over; 0 is a piece of none, and all of
   * them at once if there are no sizes.
   */
  private static Outcome read(byte[] bytes, byte[] sizes) {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    FrameDecoder frames = new FrameDecoder();
    int begun = 0;
    int at = 0;
    try {
      for (int i = 0; at < bytes.length; i++) {
        // Every other time at least 1, so that it goes on.
        int size = sizes.length == 0 ? bytes.length : sizes[i / 2 % sizes.length] & 0xff;
        int length = Math.min(Math.max(size, i % 2), bytes.length - at);
        ByteBuffer piece = ByteBuffer.wrap(bytes, at, length);
        while (piece.hasRemaining()) {
          if (frames.dataLeft() > 0) {
            int count = Math.min(piece.remaining(), frames.dataLeft());
            again.write(bytes, piece.position(), count);
            piece.position(piece.position() + count);
            frames.dataTaken(count);
            begun = piece.position();
            continue;
          }
          Frame frame = frames.next(piece);
          if (frame != null) {
            again.writeBytes(encoded(frame, bytes, begun, piece.position()));
            begun = piece.position();
          }
        }
        at += length;
      }
      return new Outcome(again.toByteArray(), "inside a frame: " + frames.isInsideFrame());
    } catch (SessionRulesException e) {
      return new Outcome(again.toByteArray(), e.getMessage());
    }
  }

  /** Skipped parts and unknown reasons are not written as they came. */
  private static byte[] encoded(Frame frame, byte[] bytes, int from, int to) {
    boolean asItCame =
        !(frame instanceof Frame.Unknown)
            && !(frame instanceof Frame.Gone gone && gone.reason() == GoneReason.UNKNOWN);
    return asItCame ? frame.encode() : Arrays.copyOfRange(bytes, from, to);
  }
}
