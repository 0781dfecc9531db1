package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final Nonce OWN = nonce(1);
  private static final Nonce PEER = nonce(2);
  private static final List<Frame> ALL =
      List.of(
          new Frame.End(3),
          new Frame.Ack(Long.MAX_VALUE),
          new Frame.Ping(-1),
          new Frame.Pong(Long.MIN_VALUE),
          new Frame.Begin(OWN, SessionEngine.MIN_WINDOW),
          new Frame.Resume(OWN, PEER, 7, 2 * SessionEngine.MIN_WINDOW),
          new Frame.Gone(PEER, GoneReason.ABORTED));

  private final FrameDecoder decoder = new FrameDecoder();

  private static Nonce nonce(int fill) {
    byte[] bytes = new byte[Nonce.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Nonce.of(bytes);
  }

  /** All frames of some bytes that come one by one. */
  static List<Frame> dribble(FrameDecoder decoder, byte[] bytes) throws SessionRulesException {
    List<Frame> frames = new ArrayList<>();
    for (byte each : bytes) {
      if (decoder.dataLeft() > 0) {
        decoder.dataTaken(1);
        continue;
      }
      Frame frame = decoder.next(ByteBuffer.wrap(new byte[] {each}));
      if (frame != null) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private static void refuses(byte[] bytes, String why) {
    assertThatThrownBy(() -> new FrameDecoder().next(ByteBuffer.wrap(bytes)))
        .isInstanceOf(SessionRulesException.class)
        .hasMessageEndingWith(why);
    assertThatThrownBy(() -> dribble(new FrameDecoder(), bytes))
        .isInstanceOf(SessionRulesException.class);
  }

  @Test
  void framesOneBehindTheOtherWhateverPiecesTheyComeIn() throws SessionRulesException {
    ByteBuffer all = ByteBuffer.allocate(1 << 10);
    ALL.forEach(frame -> all.put(frame.encode()));
    byte[] bytes = Arrays.copyOf(all.array(), all.position());
    assertThat(dribble(decoder, bytes)).isEqualTo(ALL);
    ByteBuffer whole = ByteBuffer.wrap(bytes);
    for (Frame frame : ALL) {
      assertThat(decoder.next(whole)).isEqualTo(frame);
    }
    assertThat(decoder.next(whole)).isNull();
    assertThat(decoder.isInsideFrame()).isFalse();
  }

  @Test
  void takesNothingBehindAFrame() throws SessionRulesException {
    byte[] ping = new Frame.Ping(1).encode();
    ByteBuffer more = ByteBuffer.wrap(Arrays.copyOf(ping, ping.length + 5));
    decoder.next(more);
    assertThat(more.remaining()).isEqualTo(5);
  }

  @Test
  void dataIsLeftToTheCaller() throws SessionRulesException {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 0, 3, 'a', 'b', 'c', 1});
    assertThat(decoder.next(bytes)).isEqualTo(new Frame.Data(3));
    assertThat(bytes.remaining()).isEqualTo(4);
    assertThat(decoder.isInsideFrame()).isTrue();
    assertThatThrownBy(() -> decoder.next(bytes)).isInstanceOf(IllegalStateException.class);
    bytes.position(6);
    decoder.dataTaken(3);
    assertThat(decoder.isInsideFrame()).isFalse();
    assertThat(decoder.next(bytes)).isNull();
    assertThat(decoder.isInsideFrame()).isTrue();
  }

  @Test
  void theLongestData() throws SessionRulesException {
    byte[] header = new Frame.Data(Frame.MAX_DATA).encode();
    assertThat(decoder.next(ByteBuffer.wrap(header))).isEqualTo(new Frame.Data(Frame.MAX_DATA));
    assertThat(decoder.dataLeft()).isEqualTo(Frame.MAX_DATA);
  }

  @Test
  void everyOtherLengthIsRefusedBeforeAnyOfItIsRead() {
    for (Frame frame : ALL) {
      for (int length : new int[] {0, frame.length() - 1, frame.length() + 1, 0xffff}) {
        byte[] header = {(byte) frame.code(), (byte) (length >> 8), (byte) length};
        refuses(header, "type " + frame.code() + " and " + length + " bytes");
      }
    }
  }

  @Test
  void everyUnknownTypeBelow128IsRefused() {
    for (int code = Frame.Type.GONE.code + 1; code < Frame.FIRST_OPTIONAL_TYPE; code++) {
      refuses(new byte[] {(byte) code, 0, 0}, "a frame of type " + code);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 255})
  void unknownTypesFrom128OnArePassedOver(int code) throws SessionRulesException {
    byte[] bytes = Arrays.copyOf(new byte[] {(byte) code, 4, 0}, 3 + Frame.MAX_OPTIONAL);
    assertThat(decoder.next(ByteBuffer.wrap(bytes)))
        .isEqualTo(new Frame.Unknown(code, Frame.MAX_OPTIONAL));
    refuses(new byte[] {(byte) code, 4, 1}, "type " + code + " and 1025 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SessionEngine.MIN_WINDOW - 1, Integer.MIN_VALUE, -1})
  void windowsThatAreNone(int window) {
    for (Frame frame :
        new Frame[] {new Frame.Begin(OWN, window), new Frame.Resume(OWN, PEER, 0, window)}) {
      refuses(frame.encode(), "a window of " + Integer.toUnsignedString(window));
    }
  }

  @Test
  void aReasonThatIsNotKnownMeansThatItIsGone() throws SessionRulesException {
    byte[] bytes = new Frame.Gone(PEER, GoneReason.UNKNOWN).encode();
    bytes[bytes.length - 1] = (byte) 200;
    assertThat(decoder.next(ByteBuffer.wrap(bytes)))
        .isEqualTo(new Frame.Gone(PEER, GoneReason.UNKNOWN));
  }
}
