package io.frelay.client.session;

import io.frelay.fuzz.Choices;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/**
 * Frames of frelay/2: the same whatever pieces they come in and however often a read is too late,
 * and what was read encodes to the bytes that came.
 */
public final class SessionFramesTarget {
  private SessionFramesTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    byte[] pieces = choices.bytes(32);
    byte[] bytes = choices.rest();
    Outcome whole = read(new Pieces(bytes, new byte[0]));
    Outcome split = read(new Pieces(bytes, pieces));
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

  private static Outcome read(Pieces in) {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    FrameReader frames = new FrameReader(in);
    byte[] data = new byte[1 << 10];
    while (true) {
      try {
        if (frames.dataLeft() > 0) {
          again.write(data, 0, frames.read(data, 0, data.length));
          continue;
        }
        Frame frame = frames.next();
        if (frame == null) {
          return new Outcome(again.toByteArray(), "an orderly end");
        }
        // What is passed over, and a reason that is not known, are not written as they came.
        boolean asItCame =
            !(frame instanceof Frame.Unknown)
                && !(frame instanceof Frame.Gone gone && gone.reason() == GoneReason.UNKNOWN);
        again.writeBytes(asItCame ? frame.encode() : in.lately(Frame.HEADER + frame.length()));
      } catch (SocketTimeoutException e) {
        // again
      } catch (SessionRulesException | EOFException e) {
        return new Outcome(again.toByteArray(), e.getMessage());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Bytes in pieces of so many bytes each, over and over; 0 is a read that is too late. */
  private static final class Pieces extends InputStream {
    private final byte[] bytes;
    private final byte[] sizes;
    private int at;
    private int reads;

    Pieces(byte[] bytes, byte[] sizes) {
      this.bytes = bytes;
      this.sizes = sizes;
    }

    byte[] lately(int count) {
      return Arrays.copyOfRange(bytes, at - count, at);
    }

    @Override
    public int read() {
      throw new AssertionError("frames are read in pieces");
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      // Every other time at least 1, so that it goes on.
      int most = sizes.length == 0 ? length : sizes[reads++ / 2 % sizes.length] & 0xff;
      if (most == 0 && reads % 2 == 1) {
        throw new SocketTimeoutException();
      }
      if (at == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(length, Math.max(1, most)), bytes.length - at);
      System.arraycopy(bytes, at, to, offset, count);
      at += count;
      return count;
    }
  }
}
