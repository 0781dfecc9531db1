package io.frelay.function.runtime.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.TruncatedStreamException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for all frames, in whatever pieces they come, and for everything that is none. */
class FramePropertyTest {
  @Property
  void whatIsEncodedIsReadAgainInAnyPieces(@ForAll("lists") List<Frame> frames, @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      sent.writeBytes(frame.encode());
      byte[] part = new byte[frame.type() == Frame.Type.DATA ? frame.length() : 0];
      random.nextBytes(part);
      sent.writeBytes(part);
      data.writeBytes(part);
    }

    FrameInput input = new FrameInput(inPieces(sent.toByteArray(), random));
    List<Frame> read = new ArrayList<>();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    for (Frame unused : frames) {
      read.add(input.next());
      byte[] part = new byte[1 + random.nextInt(100)];
      while (input.dataLeft() > 0) {
        received.write(part, 0, input.read(part, 0, part.length));
      }
    }
    assertThat(read).isEqualTo(frames);
    assertThat(received.toByteArray()).isEqualTo(data.toByteArray());
    assertThatThrownBy(input::next).isInstanceOf(TruncatedStreamException.class);
  }

  @Property
  void aCutIsNeverTakenForAnEnd(
      @ForAll("frames") Frame frame, @ForAll @IntRange(min = 1, max = 10) int missing) {
    byte[] whole = frame.encode();
    byte[] cut = Arrays.copyOf(whole, Math.max(0, whole.length - missing));
    assertThatThrownBy(() -> new FrameInput(new ByteArrayInputStream(cut)).next())
        .isInstanceOf(TruncatedStreamException.class);
  }

  @Property
  void anythingElseIsRefusedAndNeverLoops(@ForAll byte[] bytes) {
    FrameInput input = new FrameInput(new ByteArrayInputStream(bytes));
    assertThatThrownBy(
            () -> {
              while (true) { // each turn takes at least one byte
                if (input.dataLeft() > 0) {
                  input.read(new byte[8], 0, 8);
                } else {
                  input.next();
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Provide
  Arbitrary<List<Frame>> lists() {
    return frames().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<Frame> frames() {
    Arbitrary<Integer> numbers = Arbitraries.integers();
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, Frame.MOST_DATA).map(Frame::data),
        Arbitraries.just(Frame.end()),
        numbers.flatMap(use -> numbers.map(patience -> Frame.open(use, patience))),
        numbers.map(Frame::accept),
        numbers.map(Frame::go));
  }

  private static InputStream inPieces(byte[] bytes, Random random) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, Math.min(length, 1 + random.nextInt(5)));
      }
    };
  }
}
