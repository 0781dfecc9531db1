package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.TlsRecord;
import io.frelay.relay.accept.RecordRules.Room;
import io.frelay.relay.accept.RecordRules.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class RecordRulesTest {
  private static final int KIB = 1024;

  private final RecordRules rules = new RecordRules();

  /** A whole record, of this size with its header. */
  private static ByteBuf record(int type, int size) {
    return Unpooled.buffer(size)
        .writeByte(type)
        .writeByte(3)
        .writeByte(3)
        .writeShort(size - TlsRecord.HEADER)
        .writeZero(size - TlsRecord.HEADER);
  }

  private static ByteBuf handshake(int size) {
    return record(TlsRecord.HANDSHAKE, size);
  }

  private static ByteBuf data(int size) {
    return record(TlsRecord.APPLICATION_DATA, size);
  }

  private static ByteBuf bytes(int count) {
    return Unpooled.buffer(count).writeZero(count);
  }

  /** A connection that has made its handshake, of 100 bytes. */
  private void authenticate() {
    assertThat(rules.judge(handshake(100))).isEqualTo(Verdict.PASS);
    rules.handshakeComplete();
  }

  @Test
  void aRecordPassesOnceItIsWhole() {
    ByteBuf held = handshake(100);
    assertThat(rules.judge(held.slice(0, 99))).isEqualTo(Verdict.STAY);
    assertThat(rules.judge(held)).isEqualTo(Verdict.PASS);
  }

  @Test
  void theFirstRecordIsAHandshakesAndNoLongerThanTlsAllows() {
    assertThat(rules.judge(data(100))).isEqualTo(Verdict.NOT_TLS);
    assertThat(rules.judge(handshake(TlsRecord.HEADER + TlsRecord.MAX_LENGTH + 1)))
        .isEqualTo(Verdict.NOT_TLS);
    assertThat(rules.judge(handshake(100))).isEqualTo(Verdict.PASS);
    assertThat(rules.judge(data(100))).isEqualTo(Verdict.PASS);
  }

  @Test
  void eachFlightWaitsForItsTurnUntilTheHandshakeIsOver() {
    rules.holdFlights();
    ByteBuf flight = handshake(100);
    assertThat(rules.judge(flight.slice(0, 50))).isEqualTo(Verdict.STAY);
    assertThat(rules.judge(flight)).isEqualTo(Verdict.FLIGHT_CAME);
    assertThat(rules.judge(flight)).as("it is queued already").isEqualTo(Verdict.STAY);
    rules.turn();
    assertThat(rules.judge(flight)).isEqualTo(Verdict.PASS);
    rules.turnOver();
    assertThat(rules.judge(handshake(50))).isEqualTo(Verdict.FLIGHT_CAME);
    rules.turn();
    rules.handshakeComplete();
    rules.turnOver();
    assertThat(rules.judge(data(50))).isEqualTo(Verdict.PASS);
  }

  @Test
  void noOtherHandshakeBegins() {
    authenticate();
    assertThat(rules.judge(data(100))).isEqualTo(Verdict.PASS);
    assertThat(rules.judge(handshake(100))).isEqualTo(Verdict.TLS_FAILED);
  }

  @Test
  void behindTheRequestOnlyTheOuterTlsPasses() {
    authenticate();
    assertThat(rules.isBeforeRequest()).isTrue();
    rules.requestComplete();
    assertThat(rules.isBeforeRequest()).isFalse();
    assertThat(rules.judge(data(100))).isEqualTo(Verdict.PASS);
    assertThat(rules.judge(handshake(100))).as("the end-to-end TLS").isEqualTo(Verdict.STAY);
  }

  @Test
  void duringTheSwitchNothingPasses() {
    authenticate();
    rules.requestComplete();
    rules.hold();
    assertThat(rules.isHolding()).isTrue();
    assertThat(rules.judge(data(100))).isEqualTo(Verdict.STAY);
    rules.requestComplete(); // called off
    assertThat(rules.judge(data(100))).isEqualTo(Verdict.PASS);
  }

  @Test
  void aHandshakeHas64KiBAndWithTheRequest128() {
    for (int i = 0; i < 4; i++) {
      assertThat(rules.judge(handshake(16 * KIB))).isEqualTo(Verdict.PASS);
    }
    assertThat(rules.judge(handshake(6))).isEqualTo(Verdict.TOO_MANY_BYTES);
    rules.handshakeComplete();
    for (int i = 0; i < 3; i++) {
      assertThat(rules.judge(data(16 * KIB))).isEqualTo(Verdict.PASS);
    }
    rules.requestComplete();
    assertThat(rules.judge(data(16 * KIB)))
        .as("six bytes too many")
        .isEqualTo(Verdict.TOO_MANY_BYTES);
  }

  @Test
  void tlsKeepsItsHandshakeTwiceUntilItIsComplete() {
    rules.judge(handshake(100));
    assertThat(rules.keptByTls()).isEqualTo(200);
    rules.handshakeComplete();
    assertThat(rules.keptByTls()).isZero();
  }

  @Test
  void tooManyEarlyBytesAreAnAttackAndWaitOutsideDuringTheSwitch() {
    assertThat(rules.room(bytes(64 * KIB))).isEqualTo(Room.SOME);
    assertThat(rules.room(bytes(64 * KIB + 1))).isEqualTo(Room.EXCEEDED);
    rules.hold();
    assertThat(rules.room(bytes(64 * KIB))).isEqualTo(Room.SOME);
    assertThat(rules.room(bytes(64 * KIB + 1))).isEqualTo(Room.NONE);
  }

  @Test
  void behindAQueuedRecordThereIsNoRoom() {
    rules.holdFlights();
    ByteBuf flight = handshake(100);
    rules.judge(flight);
    assertThat(rules.room(flight)).as("the end of the input is still seen").isEqualTo(Room.SOME);
    assertThat(rules.room(flight.writeByte(0))).isEqualTo(Room.NONE);
  }
}
