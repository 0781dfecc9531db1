package io.frelay.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
  @Test
  void whatATlsClientSaysFirstIsOne() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer first = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), first);
    byte[] records = Arrays.copyOf(first.array(), first.position());

    ClientHello hello = ClientHello.of(records);
    assertThat(hello.records()).isEqualTo(records);
    assertThat(hello.length()).isEqualTo(records.length);
    assertThat(hello).hasToString("ClientHello[" + records.length + " bytes]");
  }

  @Property
  void itMayBeCutIntoRecordsAnywhere(
      @ForAll @Size(min = 1, max = 100) byte[] body,
      @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 103) Integer> cuts) {
    byte[] message = ClientHellos.message(body);
    ByteBuffer records = ByteBuffer.allocate(message.length + 5 * 6);
    int from = 0;
    for (int to : cuts.stream().sorted().distinct().filter(i -> i < message.length).toList()) {
      records.put(ClientHellos.record(Arrays.copyOfRange(message, from, to)));
      from = to;
    }
    records.put(ClientHellos.record(Arrays.copyOfRange(message, from, message.length)));
    byte[] bytes = Arrays.copyOf(records.array(), records.position());
    assertThat(ClientHello.of(bytes).records()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "16",
        "1603010005", // a header alone
        "16030100050100000107" + "00", // a byte too many
        "160301000501000001", // one too few
        "16030100050100000207", // a message that goes on
        "16030100050100000007", // one that ended before
        "16030100050200000107", // a ServerHello
        "17030100050100000107", // application data
        "15030100020100", // an alert
        "16020100050100000107", // no TLS
        "1603010000", // an empty record
        "16030100000100000107",
        "160301000401000000170301000107", // application data behind a part of one
        "1603010005010000010716030100050100000107", // two of them
        "1603014001010000", // longer than a record may be
        "160301ffff010000",
      })
  void whatIsNotOneClientHelloIsRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatIllegalArgumentException().isThrownBy(() -> ClientHello.of(bytes));
  }

  @Property
  void anyBytesAreOneOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
    assertOneOrRefused(bytes);
  }

  @Property
  void aDamagedOneIsOneOrRefused(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(max = 48) int place,
      @ForAll byte damage) {
    byte[] bytes = ClientHellos.ofBody(new byte[size]).records();
    bytes[place % bytes.length] = damage;
    assertOneOrRefused(bytes);
  }

  private static void assertOneOrRefused(byte[] bytes) {
    try {
      assertThat(ClientHello.of(bytes).records()).isEqualTo(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("[a-zA-Z ]+");
    }
  }

  @Test
  void itCannotBeChangedFromOutside() {
    byte[] bytes = ClientHellos.ofLength(40).records();
    ClientHello hello = ClientHello.of(bytes);
    bytes[39] = 1;
    hello.records()[38] = 1;
    assertThat(hello)
        .isEqualTo(ClientHellos.ofLength(40))
        .hasSameHashCodeAs(ClientHello.of(hello.records()));
    assertThat(hello).isNotEqualTo(ClientHello.of(bytes));
  }
}
