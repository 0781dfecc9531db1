package io.frelay.function.runtime.warm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Frames of a warm connection: what was read encodes to the bytes that came. */
public final class FrameTarget {
  private FrameTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    FrameInput frames = new FrameInput(in);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    byte[] data = new byte[Frame.MOST_DATA];
    try {
      while (true) {
        again.writeBytes(frames.next().encode());
        while (frames.dataLeft() > 0) {
          int count = frames.read(data, 0, data.length);
          again.write(data, 0, count);
        }
        if (!Arrays.equals(
            again.toByteArray(), Arrays.copyOf(input, input.length - in.available()))) {
          throw new AssertionError("other bytes after a round trip");
        }
      }
    } catch (IOException e) {
      // an end, or no frame
    }
  }
}
