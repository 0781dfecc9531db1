package io.frelay.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final Nonce OWN = nonce(1);
  private static final Nonce PEER = nonce(2);
  private static final List<Frame> ALL =
      List.of(
          new Frame.End(3),
          new Frame.Ack(Long.MAX_VALUE),
          new Frame.Ping(-1),
          new Frame.Pong(Long.MIN_VALUE),
          new Frame.Begin(OWN, SessionState.LEAST_WINDOW),
          new Frame.Resume(OWN, PEER, 7, 2 * SessionState.LEAST_WINDOW),
          new Frame.Gone(PEER, GoneReason.ABORTED));

  private static Nonce nonce(int fill) {
    byte[] bytes = new byte[Nonce.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Nonce.of(bytes);
  }

  @Test
  void framesOneBehindTheOtherWhateverPiecesTheyComeIn() throws IOException {
    byte[] bytes = new byte[0];
    for (Frame frame : ALL) {
      byte[] more = frame.encode();
      bytes = Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, bytes, bytes.length - more.length, more.length);
    }
    FrameReader whole = new FrameReader(new ByteArrayInputStream(bytes));
    FrameReader dribbling = new FrameReader(new Dribble(bytes));
    List<Frame> read = new ArrayList<>();
    for (Frame frame = whole.next(); frame != null; frame = whole.next()) {
      read.add(frame);
      assertThat(Dribble.next(dribbling)).isEqualTo(frame);
    }
    assertThat(read).isEqualTo(ALL);
  }

  @Test
  void takesNothingBehindAFrame() throws IOException {
    byte[] ping = new Frame.Ping(1).encode();
    ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(ping, ping.length + 5));
    new FrameReader(in).next();
    assertThat(in.available()).isEqualTo(5);
  }

  @Test
  void dataIsReadUpToItsEnd() throws IOException {
    byte[] bytes = {0, 0, 3, 'a', 'b', 'c', 1};
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    assertThat(reader.next()).isEqualTo(new Frame.Data(3));
    assertThatThrownBy(reader::next).isInstanceOf(IllegalStateException.class);
    byte[] data = new byte[10];
    assertThat(reader.read(data, 2, 8)).isEqualTo(3);
    assertThat(data).startsWith(0, 0, 'a', 'b', 'c', 0);
    assertThat(reader.dataLeft()).isZero();
    assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
  }

  @Test
  void theLongestData() throws IOException {
    byte[] bytes = Arrays.copyOf(new Frame.Data(Frame.MOST_DATA).encode(), 3 + Frame.MOST_DATA);
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    assertThat(reader.next()).isEqualTo(new Frame.Data(Frame.MOST_DATA));
    assertThat(reader.read(new byte[1 << 16], 0, 1 << 16)).isEqualTo(Frame.MOST_DATA);
    assertThat(reader.next()).isNull();
  }

  @Test
  void anEndInsideAnyFrameIsNoOrderlyEnd() {
    for (Frame frame : ALL) {
      byte[] bytes = frame.encode();
      for (int length = 1; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> Dribble.next(new FrameReader(new Dribble(cut))))
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void anEndInsideDataIsNoOrderlyEnd() throws IOException {
    FrameReader reader = new FrameReader(new Dribble(new byte[] {0, 0, 2, 'a'}));
    Dribble.next(reader);
    byte[] data = new byte[2];
    assertThat(Dribble.read(reader, data, 0)).isEqualTo(1);
    assertThatThrownBy(() -> Dribble.read(reader, data, 1)).isInstanceOf(EOFException.class);
  }

  @Test
  void everyOtherLengthIsRefusedBeforeAnyOfItIsRead() {
    for (Frame frame : ALL) {
      for (int length : new int[] {0, frame.length() - 1, frame.length() + 1, 0xffff}) {
        byte[] header = {(byte) frame.code(), (byte) (length >> 8), (byte) length};
        assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(header)).next())
            .isInstanceOf(SessionRulesException.class)
            .hasMessageContaining("type " + frame.code() + " and " + length + " bytes");
      }
    }
  }

  @Test
  void everyUnknownTypeBelow128IsRefused() {
    for (int code = Frame.Type.GONE.code + 1; code < Frame.FIRST_OPTIONAL_TYPE; code++) {
      byte[] header = {(byte) code, 0, 0};
      assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(header)).next())
          .isInstanceOf(SessionRulesException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 255})
  void unknownTypesFrom128OnArePassedOver(int code) throws IOException {
    byte[] bytes = Arrays.copyOf(new byte[] {(byte) code, 4, 0}, 3 + Frame.MOST_OPTIONAL);
    FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes));
    assertThat(reader.next()).isEqualTo(new Frame.Unknown(code, Frame.MOST_OPTIONAL));
    assertThat(reader.next()).isNull();
    byte[] longer = {(byte) code, 4, 1};
    assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(longer)).next())
        .isInstanceOf(SessionRulesException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SessionState.LEAST_WINDOW - 1, Integer.MIN_VALUE, -1})
  void windowsThatAreNone(int window) {
    for (Frame frame :
        new Frame[] {new Frame.Begin(OWN, window), new Frame.Resume(OWN, PEER, 0, window)}) {
      byte[] bytes = frame.encode();
      assertThatThrownBy(() -> new FrameReader(new ByteArrayInputStream(bytes)).next())
          .isInstanceOf(SessionRulesException.class)
          .hasMessageEndingWith("a window of " + Integer.toUnsignedString(window));
    }
  }

  @Test
  void aReasonThatIsNotKnownMeansThatItIsGone() throws IOException {
    byte[] bytes = new Frame.Gone(PEER, GoneReason.UNKNOWN).encode();
    bytes[bytes.length - 1] = (byte) 200;
    assertThat(new FrameReader(new ByteArrayInputStream(bytes)).next())
        .isEqualTo(new Frame.Gone(PEER, GoneReason.UNKNOWN));
  }
}
