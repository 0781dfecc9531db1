package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.frelay.client.internal.session.SessionBinding;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A peer that a test drives by hand, over TLS 1.2 and 1.3 and in both roles: what it may say first.
 */
@Timeout(60)
class BoundPeerTest extends TestRelayTest {
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final String BOUND = "frelay-bound/1";

  private static byte[] binding(String tag) {
    return new SessionBinding(TestWorld.USER, "1", "0", tag, "").encode();
  }

  /** A session of party 0 with the tag "t", and the test as party 1. */
  private final class Met implements AutoCloseable {
    final PeerConnection zero;
    final EngineEnd one;

    Met(boolean client, String tls, String... protocols) throws Exception {
      FrelayClient.Builder options = FrelayClient.builder().withoutResumption();
      FrelayClient party = world.client("0", relay.address(), options);
      Future<PeerConnection> connecting = relay.async(() -> party.connect("1", "t", LONG));
      EngineEnd outer = relay.asked();
      SSLEngine engine = world.engineOfParty1(client, tls);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      engine.setSSLParameters(parameters);
      TestRelay.answer(outer, client ? "{\"Mode\":1}" : "{\"Mode\":2}");
      one = new EngineEnd(outer.socket, engine);
      one.handshake();
      zero = TestRelay.get(connecting);
    }

    void send(byte[] bytes) throws Exception {
      one.send(one.seal(bytes));
    }

    @Override
    public void close() {
      zero.abort();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, TLSv1.3", "false, TLSv1.3", "true, TLSv1.2", "false, TLSv1.2"})
  void bothSayTheSameFirst(boolean client, String tls) throws Exception {
    try (Met met = new Met(client, tls, BOUND)) {
      assertThat(met.one.engine.getApplicationProtocol()).isEqualTo(BOUND);
      assertThat(met.zero.facts().endToEnd().protocol()).isEqualTo(tls);
      assertThat(met.one.read()).isEqualTo(binding("t"));
      for (byte each : binding("t")) {
        met.send(new byte[] {each}); // however it comes
      }
      met.send(new byte[] {7});
      met.zero.out().write(8);
      assertThat(met.zero.in().read()).isEqualTo(7);
      assertThat(met.one.read()).containsExactly(8);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, TLSv1.3", "false, TLSv1.3", "true, TLSv1.2", "false, TLSv1.2"})
  void aPeerOfAnotherSessionIsNotHeard(boolean client, String tls) throws Exception {
    try (Met met = new Met(client, tls, BOUND)) {
      byte[] all = Arrays.copyOf(binding("another"), SessionBinding.BYTES + 1);
      met.send(all);
      assertThat(catchThrowable(() -> met.zero.in().read()))
          .isInstanceOf(WrongSessionException.class);
      assertThat(met.one.read()).as("for the peer to find out").isEqualTo(binding("t"));
      assertThat(met.one.read()).as("an end in good order").isNull();
    }
  }

  /** A peer of before, or of somebody else: none of what follows it is ours. */
  @ParameterizedTest
  @CsvSource({
    "true, TLSv1.3, ''",
    "false, TLSv1.3, ''",
    "true, TLSv1.2, ''",
    "false, TLSv1.2, ''",
    "true, TLSv1.3, other/1"
  })
  void aPeerThatDoesNotKnowItIsServedAsEver(boolean client, String tls, String offered)
      throws Exception {
    try (Met met = new Met(client, tls, offered.isEmpty() ? new String[0] : offered.split(" "))) {
      met.send(new byte[] {7});
      met.zero.out().write(8);
      assertThat(met.zero.in().read()).isEqualTo(7);
      assertThat(met.one.read()).containsExactly(8);
    }
  }

  /** Neither is an end of its stream in good order: it has not said of which one. */
  @ParameterizedTest
  @CsvSource({"0", "1", "95"})
  void aPeerThatEndsBeforeItHasConfirmedIsCutShort(int said) throws Exception {
    try (Met met = new Met(true, "TLSv1.3", BOUND)) {
      if (said > 0) {
        met.send(Arrays.copyOf(binding("t"), said));
      }
      met.zero.readDeadline(Deadline.in(Duration.ofMillis(50)));
      assertThat(catchThrowable(() -> met.zero.in().read()))
          .as("a read that is too late can be repeated")
          .isInstanceOf(SocketTimeoutException.class);
      met.zero.readDeadline(null);
      met.one.send(met.one.closeNotify());
      assertThat(catchThrowable(() -> met.zero.in().read()))
          .isInstanceOf(TruncatedStreamException.class)
          .hasMessage("party 1 ended the connection before it had confirmed the session");
    }
  }
}
