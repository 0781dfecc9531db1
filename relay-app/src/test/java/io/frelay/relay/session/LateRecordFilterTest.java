package io.frelay.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LateRecordFilterTest {
  private static final int APPLICATION_DATA = 23;
  private static final int ALERT = 21;
  private static final byte[] HELLO = {22, 3, 1, 0, 5, 1, 0, 0, 1, 7};

  private LateRecordFilter filter = new LateRecordFilter();

  @AfterEach
  void nothingIsKept() {
    filter.release();
    assertThat(filter.keptBytes()).isZero();
  }

  private static byte[] record(int type, int length) {
    byte[] record = new byte[5 + length];
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    return record;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] taken(ByteBuf bytes) {
    byte[] copy = ByteBufUtil.getBytes(bytes);
    bytes.release();
    return copy;
  }

  private byte[] feed(byte[] bytes) {
    return taken(filter.feed(Unpooled.wrappedBuffer(bytes)));
  }

  @Test
  void lateRecordsAreDroppedWhereverTheStreamIsCut() {
    byte[] stream = join(record(APPLICATION_DATA, 24), record(ALERT, 26), HELLO, record(ALERT, 2));
    int late = 2 * 5 + 24 + 26;
    for (int cut = 0; cut <= stream.length; cut++) {
      filter = new LateRecordFilter();
      byte[] first = feed(Arrays.copyOfRange(stream, 0, cut));
      assertThat(filter.isPassing()).isEqualTo(cut > late);
      byte[] rest = feed(Arrays.copyOfRange(stream, cut, stream.length));
      assertThat(join(first, rest)).isEqualTo(Arrays.copyOfRange(stream, late, stream.length));
      assertThat(filter.takeDropped()).isEqualTo(2);
      assertThat(filter.takeDropped()).as("told once").isZero();
    }
  }

  @Test
  void byteByByteIsTheSame() {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    for (byte each : join(record(ALERT, 26), HELLO)) {
      passed.writeBytes(feed(new byte[] {each}));
    }
    assertThat(passed.toByteArray()).isEqualTo(HELLO);
  }

  /** A plaintext alert, other types, another version, a length that TLS does not allow. */
  @ParameterizedTest
  @CsvSource({
    "21, 3, 0, 2",
    "22, 3, 0, 5",
    "20, 3, 0, 1",
    "0, 3, 0, 9",
    "23, 2, 0, 9",
    "23, 3, 200, 0"
  })
  void whatTheOuterTlsCannotHaveSentPasses(int type, int major, int high, int low) {
    byte[] bytes = {(byte) type, (byte) major, 3, (byte) high, (byte) low, 1, 2, 3, 4};
    assertThat(feed(bytes)).isEqualTo(bytes);
    assertThat(filter.isPassing()).isTrue();
  }

  @Test
  void onceSomethingHasPassedNothingIsDropped() {
    feed(HELLO);
    byte[] record = record(APPLICATION_DATA, 9);
    assertThat(feed(record)).isEqualTo(record);
  }

  @Test
  void ofAPartyWithoutLateRecordsAllPasses() {
    filter = LateRecordFilter.none();
    byte[] record = record(APPLICATION_DATA, 9);
    assertThat(feed(record)).isEqualTo(record);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 20})
  void aPieceOfARecordIsRawWhenTheInputEnds(int length) {
    byte[] piece = Arrays.copyOf(record(APPLICATION_DATA, 100), length);
    assertThat(feed(piece)).isEmpty();
    assertThat(filter.keptBytes()).isEqualTo(length);
    assertThat(taken(filter.end())).isEqualTo(piece);
  }

  @Test
  void moreLateRecordsThanAnyTlsLibrarySendsAreTooMany() {
    byte[] record = record(APPLICATION_DATA, 16 * 1024);
    for (int i = 0; i < 3; i++) {
      assertThat(feed(record)).isEmpty();
      assertThat(filter.isExceeded()).isFalse();
    }
    assertThat(feed(join(record, HELLO))).as("nothing passes behind it").isEmpty();
    assertThat(filter.isExceeded()).isTrue();
    assertThat(taken(filter.end())).isEmpty();
  }
}
