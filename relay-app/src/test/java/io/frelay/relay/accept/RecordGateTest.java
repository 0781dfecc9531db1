package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordGateTest {
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int DATA = 23;

  private static final byte[] HELLO = record(HANDSHAKE, 40);
  private static final byte[] REQUEST = record(DATA, 60);
  private static final byte[] LATE_LINE_END = record(DATA, 25);
  private static final byte[] LATE_CLOSE_NOTIFY = record(ALERT, 19);

  /** The end-to-end TLS begins with a handshake record; whatever follows is raw as well. */
  private static final byte[] RAW = concat(record(HANDSHAKE, 9), record(DATA, 5), bytes(1, 2, 3));

  @AutoClose private final GatedChannel channel = new GatedChannel();

  @Test
  void beforeTheRequestWholeRecordsPassWhereverTheStreamIsCut() {
    byte[][] records = {HELLO, record(CHANGE_CIPHER_SPEC, 1), record(HANDSHAKE, 300), REQUEST};
    byte[] stream = concat(records);
    for (int cut = 0; cut <= stream.length; cut++) {
      try (GatedChannel each = new GatedChannel()) {
        each.arrive(Arrays.copyOfRange(stream, 0, cut));
        each.arrive(Arrays.copyOfRange(stream, cut, stream.length));
        assertThat(each.passed()).as("cut at %d", cut).containsExactly(records);
      }
    }
  }

  @Test
  void byteByByteIsTheSameAsWhole() {
    for (byte one : concat(HELLO, REQUEST)) {
      channel.arrive(new byte[] {one});
    }
    assertThat(channel.passed()).containsExactly(HELLO, REQUEST);
  }

  @Test
  void eachFlightOfTheHandshakeWaitsForItsTurn() {
    AtomicInteger flights = new AtomicInteger();
    byte[] finished = record(HANDSHAKE, 50);
    channel.gate().holdHandshake(flights::incrementAndGet);
    channel.arrive(Arrays.copyOf(HELLO, 20));
    assertThat(flights).hasValue(0);
    channel.arrive(concat(Arrays.copyOfRange(HELLO, 20, HELLO.length), Arrays.copyOf(finished, 9)));
    assertThat(flights).hasValue(1);
    assertThat(channel.passed()).isEmpty();
    channel.gate().letHandshake();
    assertThat(channel.passed()).containsExactly(HELLO);
    channel.arrive(Arrays.copyOfRange(finished, 9, finished.length));
    assertThat(channel.passed()).containsExactly(HELLO);
    assertThat(flights).hasValue(2);
    channel.gate().letHandshake();
    assertThat(channel.passed()).containsExactly(HELLO, finished);
  }

  @Test
  void afterTheHandshakeNothingWaits() {
    channel.gate().holdHandshake(() -> {});
    channel.arrive(HELLO);
    channel.gate().letHandshake();
    channel.gate().handshakeComplete();
    channel.arrive(REQUEST);
    assertThat(channel.passed()).containsExactly(HELLO, REQUEST);
  }

  /** A record of one byte buys no time: only a whole ClientHello does. */
  @Test
  void aPieceOfAClientHelloIsNone() {
    byte[] whole = record(HANDSHAKE, 40);
    whole[5] = 1; // ClientHello
    whole[6] = 0;
    whole[7] = 0;
    whole[8] = 36; // bytes
    byte[] longer = whole.clone();
    longer[8] = 37; // goes on in the next record
    byte[] oneByte = {HANDSHAKE, 3, 1, 0, 1, 1};
    byte[] other = whole.clone();
    other[5] = 2;
    for (byte[] hello : new byte[][] {whole, longer, oneByte, other}) {
      try (GatedChannel each = new GatedChannel()) {
        each.gate().holdHandshake(() -> {});
        each.arrive(hello);
        assertThat(each.gate().holdsClientHello()).isEqualTo(hello == whole);
      }
    }
  }

  @Test
  void whileAClientHelloWaitsNothingBehindItIsRead() {
    channel.gate().holdHandshake(() -> {});
    channel.arrive(HELLO);
    assertThat(channel.config().isAutoRead()).as("its end would be seen").isTrue();
    channel.arrive(bytes(DATA));
    assertThat(channel.config().isAutoRead()).isFalse();
    channel.gate().letHandshake();
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(channel.passed()).containsExactly(HELLO);
  }

  /** Netty reads into buffers that are larger than what comes. */
  @Test
  void aRestKeepsNoLargeBuffer() {
    channel.arrive(concat(HELLO, bytes(HANDSHAKE)), 4096);
    assertThat(channel.holds()).isEqualTo(2L * HELLO.length + 1);
    channel.gate().handshakeComplete();
    channel.arrive(bytes(3, 3), 4096);
    assertThat(channel.holds()).isLessThan(600);
  }

  @Test
  void whatTlsKeepsOfItsHandshakeCounts() {
    channel.arrive(record(HANDSHAKE, 16_379));
    assertThat(channel.holds()).isEqualTo(2 * 16_384);
    channel.gate().handshakeComplete();
    channel.arrive(REQUEST);
    assertThat(channel.holds()).isZero();
  }

  @Test
  void whoLeavesBeforeItsTurnIsNotForgotten() {
    channel.gate().holdHandshake(() -> {});
    channel.arrive(HELLO);
    channel.endInput();
    assertThat(channel.isEnded()).isTrue();
    assertThat(channel.passed()).isEmpty();
  }

  @Test
  void whatCannotBeAClientHelloIsSeenAtItsFirstByte() {
    channel.gate().holdHandshake(() -> {});
    channel.arrive(bytes('G'));
    assertThat(channel.violations()).containsExactly("not TLS");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void noHandshakeFollowsAHandshake(int pieces) {
    channel.arrive(HELLO);
    channel.gate().handshakeComplete();
    channel.arrive(record(CHANGE_CIPHER_SPEC, 1));
    channel.arrive(Arrays.copyOf(HELLO, HELLO.length / pieces));
    assertThat(channel.violations()).containsExactly("TLS failed");
    assertThat(channel.passed()).hasSize(2);
  }

  @Test
  void theRequestFollowsTheHandshake() {
    channel.completeRequestWithRecord(2);
    channel.arrive(HELLO);
    channel.gate().handshakeComplete();
    channel.arrive(REQUEST);
    channel.gate().hold();
    channel.openRaw();
    channel.arrive(RAW);
    assertThat(channel.passedSinceRaw()).isEqualTo(RAW);
    assertThat(channel.violations()).isEmpty();
  }

  /** Request, late records and raw bytes in two pieces, the match between them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theSwitchIsExactWhereverTheMatchCutsTheStream(int lateRecords) {
    byte[] late = late(lateRecords);
    byte[] stream = concat(HELLO, REQUEST, late, RAW);
    for (int cut = HELLO.length + REQUEST.length; cut <= stream.length; cut++) {
      try (GatedChannel each = new GatedChannel().completeRequestWithRecord(2)) {
        each.arrive(Arrays.copyOfRange(stream, 0, cut));
        each.gate().hold();
        each.arrive(Arrays.copyOfRange(stream, cut, stream.length));
        each.openRaw();
        assertThat(each.passedSinceRaw()).as("cut at %d", cut).isEqualTo(RAW);
        assertThat(each.isAllRaw()).isTrue();
        assertThat(each.violations()).isEmpty();
      }
    }
  }

  /** The same with the switch itself between the two pieces. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theSwitchIsExactWhereverItCutsTheStream(int lateRecords) {
    byte[] stream = concat(late(lateRecords), RAW);
    for (int cut = 0; cut <= stream.length; cut++) {
      try (GatedChannel each = requested()) {
        each.gate().hold();
        each.arrive(Arrays.copyOfRange(stream, 0, cut));
        each.openRaw();
        each.arrive(Arrays.copyOfRange(stream, cut, stream.length));
        assertThat(each.passedSinceRaw()).as("cut at %d", cut).isEqualTo(RAW);
      }
    }
  }

  @Test
  void rawBytesBehindTheRequestInOneSegmentWaitForTheSwitch() {
    channel.completeRequestWithRecord(2);
    channel.arrive(concat(HELLO, REQUEST, RAW));
    assertThat(channel.passed()).containsExactly(HELLO, REQUEST);
    channel.gate().hold();
    channel.openRaw();
    assertThat(channel.passedSinceRaw()).isEqualTo(RAW);
  }

  @Test
  void lateRecordsGoToTlsWhileItWaits() {
    request();
    channel.arrive(concat(LATE_LINE_END, LATE_CLOSE_NOTIFY));
    assertThat(channel.passed()).containsExactly(HELLO, REQUEST, LATE_LINE_END, LATE_CLOSE_NOTIFY);
  }

  @Test
  void aPlaintextAlertIsTheEndToEndTlsSpeaking() {
    byte[] alert = bytes(ALERT, 3, 3, 0, 2, 2, 40);
    request();
    channel.arrive(alert);
    assertThat(channel.passed()).as("not for the outer TLS").containsExactly(HELLO, REQUEST);
    channel.gate().hold();
    channel.openRaw();
    assertThat(channel.passedSinceRaw()).isEqualTo(alert);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20, 22, 24, 128, 255})
  void aByteThatNoOuterRecordBeginsWithIsRaw(int first) {
    request();
    channel.gate().hold();
    channel.openRaw();
    channel.arrive(bytes(first));
    assertThat(channel.passedSinceRaw()).isEqualTo(bytes(first));
    assertThat(channel.isAllRaw()).isTrue();
  }

  /**
   * A TLS 1.3 client goes on with application data, or an encrypted alert, after its ClientHello.
   */
  @Test
  void ofAPartyWhoseClientHelloIsDeliveredNothingIsTakenForOuterTls() {
    byte[] stream = concat(LATE_LINE_END, LATE_CLOSE_NOTIFY);
    for (int cut = 0; cut <= stream.length; cut++) {
      try (GatedChannel each = requested()) {
        each.gate().hold();
        each.arrive(Arrays.copyOfRange(stream, 0, cut));
        each.openAllRaw();
        each.arrive(Arrays.copyOfRange(stream, cut, stream.length));
        assertThat(each.passedSinceRaw()).as("cut at %d", cut).isEqualTo(stream);
        assertThat(each.isAllRaw()).isTrue();
      }
    }
  }

  @Test
  void onceRawNothingIsLookedAt() {
    request();
    channel.gate().hold();
    channel.openRaw();
    channel.arrive(bytes(HANDSHAKE));
    channel.arrive(LATE_CLOSE_NOTIFY);
    assertThat(channel.passedSinceRaw()).isEqualTo(concat(bytes(HANDSHAKE), LATE_CLOSE_NOTIFY));
  }

  @Test
  void whenTheSwitchIsCalledOffTlsGetsWhatWasHeld() {
    request();
    channel.gate().hold();
    channel.arrive(LATE_LINE_END);
    assertThat(channel.passed()).containsExactly(HELLO, REQUEST);
    channel.gate().resumeTls();
    assertThat(channel.passed()).containsExactly(HELLO, REQUEST, LATE_LINE_END);
    channel.gate().hold();
    channel.arrive(RAW);
    channel.openRaw();
    assertThat(channel.passedSinceRaw()).isEqualTo(RAW);
  }

  @Test
  void theEndOfInputPassesInHandshakeAndRequested() {
    channel.endInput();
    assertThat(channel.isEnded()).isTrue();
    try (GatedChannel each = requested()) {
      each.endInput();
      assertThat(each.isEnded()).isTrue();
    }
  }

  @Test
  void theEndOfInputWaitsForTheSwitchAndComesAfterTheLastByte() {
    request();
    channel.gate().hold();
    channel.arrive(RAW);
    channel.endInput();
    assertThat(channel.isEnded()).isFalse();
    channel.openRaw();
    assertThat(channel.passedSinceRaw()).isEqualTo(RAW);
    assertThat(channel.isEnded()).isTrue();
    assertThat(channel.bytesAfterEnd()).isZero();
  }

  @Test
  void theEndOfInputWithoutARawBytePassesAfterTheSwitch() {
    request();
    channel.gate().hold();
    channel.arrive(LATE_CLOSE_NOTIFY);
    channel.endInput();
    channel.openRaw();
    assertThat(channel.passedSinceRaw()).isEmpty();
    assertThat(channel.isEnded()).isTrue();
  }

  /** It might have become a late record; now it cannot. */
  @Test
  void aPieceOfWhatCouldBeARecordIsRawWhenTheInputEnds() {
    byte[] piece = Arrays.copyOf(LATE_LINE_END, 10);
    request();
    channel.gate().hold();
    channel.openRaw();
    channel.arrive(piece);
    assertThat(channel.passedSinceRaw()).isEmpty();
    channel.endInput();
    assertThat(channel.passedSinceRaw()).isEqualTo(piece);
    assertThat(channel.isEnded()).isTrue();
    assertThat(channel.bytesAfterEnd()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 'G', ALERT, DATA, 0x80})
  void whatDoesNotBeginWithAHandshakeRecordIsNotTls(int first) {
    channel.arrive(bytes(first));
    assertThat(channel.violations()).containsExactly("not TLS");
    assertThat(channel.passed()).isEmpty();
  }

  @Test
  void aRecordLongerThanTlsAllowsIsNotTls() {
    int most = (1 << 14) + 2048;
    channel.arrive(record(HANDSHAKE, most));
    assertThat(channel.violations()).isEmpty();
    channel.arrive(Arrays.copyOf(record(HANDSHAKE, most + 1), 5));
    assertThat(channel.violations()).containsExactly("not TLS");
  }

  @Test
  void aHandshakeWithoutEndIsTooManyBytes() {
    byte[] record = record(HANDSHAKE, 16_379); // 16 KiB with its header
    for (int i = 0; i < 4; i++) {
      channel.arrive(record);
      assertThat(channel.violations()).isEmpty();
    }
    channel.arrive(record(HANDSHAKE, 1));
    assertThat(channel.violations()).containsExactly("too many bytes");
  }

  @Test
  void lateRecordsWithoutEndAreTooManyBytes() {
    request();
    for (int i = 0; i < 8; i++) { // request and hello come on top
      channel.arrive(record(DATA, 16_379));
    }
    assertThat(channel.violations()).containsExactly("too many bytes");
  }

  @Test
  void rawBytesThatComeTooEarlyAreBounded() {
    request();
    channel.arrive(raw(64 * 1024));
    assertThat(channel.violations()).isEmpty();
    channel.arrive(bytes(1));
    assertThat(channel.violations()).containsExactly("too many bytes");
  }

  @Test
  void duringTheSwitchReadingStopsAndNothingIsLost() {
    byte[] early = raw(64 * 1024 + 1);
    request();
    channel.gate().hold();
    channel.arrive(early);
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(channel.violations()).isEmpty();
    channel.openRaw();
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(channel.passedSinceRaw()).isEqualTo(early);
  }

  /**
   * A TLS library has little to say after its end; what goes on and on is dropped, but not for
   * ever.
   */
  @Test
  void lateRecordsAfterTheSwitchAreBounded() {
    request();
    channel.gate().hold();
    channel.openRaw();
    byte[] late = new byte[5 + (1 << 14)];
    System.arraycopy(bytes(23, 3, 3, 0x40, 0), 0, late, 0, 5);
    for (int i = 0; i < 3; i++) {
      channel.arrive(late);
      assertThat(channel.violations()).isEmpty();
    }
    channel.arrive(late);
    assertThat(channel.violations()).containsExactly("too many late records");
  }

  /** A channel whose request has just come. */
  private static GatedChannel requested() {
    return request(new GatedChannel());
  }

  private void request() {
    request(channel);
  }

  private static GatedChannel request(GatedChannel channel) {
    channel.completeRequestWithRecord(2);
    channel.arrive(concat(HELLO, REQUEST));
    return channel;
  }

  private static byte[] late(int records) {
    return switch (records) {
      case 0 -> new byte[0];
      case 1 -> LATE_LINE_END;
      default -> concat(LATE_LINE_END, LATE_CLOSE_NOTIFY);
    };
  }

  private static byte[] record(int type, int length) {
    byte[] record = new byte[5 + length];
    Arrays.fill(record, (byte) 0x17); // inside, it looks like the start of other records
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    return record;
  }

  private static byte[] raw(int length) {
    byte[] raw = new byte[length];
    raw[0] = HANDSHAKE;
    return raw;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
