package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.examples.Total;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A function meets plain parties, however the request says whom, and computes the right thing. */
class OverlapOverHttpIT {
  private static final String INPUT = "{\"items\":[\"b\",\"c\",\"d\"]}";
  private static final Answer RIGHT =
      new Answer(200, "{\"common\":[\"b\",\"c\"],\"own\":3,\"theirs\":4}");
  private static final Overlap.Output RIGHT_TO_THE_PEER =
      new Overlap.Output(List.of("b", "c"), 4, 3);

  private final RelayProcess relay = HttpPlatform.relay();

  private static String envelope(String tag, String members) {
    return "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s\"%s},\"input\":%s}"
        .formatted(tag, members, INPUT);
  }

  private Future<Overlap.Output> peer(String self, String tag) {
    return PlainParty.overlap(relay, Shared.PKI, self, "0", tag, "a", "b", "c", "e");
  }

  private void both(String tag, Callable<Answer> function) throws Exception {
    Future<Overlap.Output> peer = peer("1", tag);
    assertThat(function.call()).isEqualTo(RIGHT);
    assertThat(Parties.await(peer)).isEqualTo(RIGHT_TO_THE_PEER);
  }

  @ParameterizedTest
  @EnumSource
  void functionFirst(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    String tag = "function first " + platform;
    Future<Answer> answer = Parties.run(() -> function.invoke(envelope(tag, ""), Parties.PATIENCE));
    relay.awaitMeter("frelay_waiters", 1);
    assertThat(Parties.await(peer("1", tag))).isEqualTo(RIGHT_TO_THE_PEER);
    assertThat(Parties.await(answer)).isEqualTo(RIGHT);
  }

  @ParameterizedTest
  @EnumSource
  void peerFirst(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    String tag = "peer first " + platform;
    Future<Overlap.Output> peer = peer("1", tag);
    relay.awaitMeter("frelay_waiters", 1);
    assertThat(function.invoke(envelope(tag, ""), Parties.PATIENCE)).isEqualTo(RIGHT);
    assertThat(Parties.await(peer)).isEqualTo(RIGHT_TO_THE_PEER);
  }

  @ParameterizedTest
  @EnumSource
  void defaultsAreTheEnvironments(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    both(
        platform.tag(),
        () -> function.invoke(function.url("overlap"), Map.of(), INPUT, Parties.PATIENCE));
  }

  @ParameterizedTest
  @EnumSource
  void headersNameTheSession(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    String tag = "headers " + platform;
    Map<String, String> headers =
        Map.of("Frelay-Handler", "overlap", "frelay-tag", tag, "Frelay-Peers", "2, 0");
    Future<Overlap.Output> peer = peer("2", tag);
    assertThat(function.invoke(function.url(), headers, INPUT, Parties.PATIENCE)).isEqualTo(RIGHT);
    assertThat(Parties.await(peer)).isEqualTo(RIGHT_TO_THE_PEER);
  }

  /** And they before the path. */
  @ParameterizedTest
  @EnumSource
  void theEnvelopeGoesBeforeTheHeaders(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    String tag = "envelope " + platform;
    Map<String, String> headers =
        Map.of("Frelay-Handler", "total", "Frelay-Tag", "none", "Frelay-Peers", "1,2");
    both(
        tag,
        () ->
            function.invoke(
                function.url("overlap"),
                headers,
                envelope(tag, ",\"peers\":[\"1\"]"),
                Parties.PATIENCE));
  }

  @ParameterizedTest
  @EnumSource
  void threePartiesHaveATotal(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    String tag = "total " + platform;
    Future<Total.Output> one = total("1", tag, 20L, "0", "2");
    Future<Total.Output> two = total("2", tag, -3L, "0", "1");
    String request =
        "{\"frelay\":{\"handler\":\"total\",\"tag\":\"%s\",\"peers\":[\"0\",\"1\",\"2\"]},"
                .formatted(tag)
            + "\"input\":{\"value\":1000}}";
    assertThat(function.invoke(request, Parties.PATIENCE))
        .isEqualTo(new Answer(200, "{\"total\":1017,\"parties\":3}"));
    assertThat(Parties.await(one)).isEqualTo(new Total.Output(1017, 3));
    assertThat(Parties.await(two)).isEqualTo(new Total.Output(1017, 3));
  }

  private Future<Total.Output> total(String self, String tag, long value, String... peers) {
    return PlainParty.run(relay, Shared.PKI, self, tag, new Total(), new Total.Input(value), peers);
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatDoesNotComeIsNamed(HttpPlatform platform) {
    Answer answer =
        platform
            .shared()
            .invoke(envelope("nobody " + platform, ",\"timeoutMs\":2000"), Parties.PATIENCE);
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body())
        .startsWith("{\"error\":{\"code\":\"peer_timeout\",\"peer\":\"1\",\"message\":\"")
        .contains("party 1");
  }
}
