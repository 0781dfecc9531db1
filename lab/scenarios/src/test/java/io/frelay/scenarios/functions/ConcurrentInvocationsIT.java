package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invocations that run on one instance at the same time have nothing to do with each other. */
class ConcurrentInvocationsIT {
  private static final int COUNT = 40;

  @ParameterizedTest
  @EnumSource(names = {"CODE_ENGINE", "AZURE_FORWARDING"})
  void eachHasItsOwnPeerAndResult(HttpPlatform platform) throws Exception {
    HttpFunction function = platform.shared();
    RelayProcess relay = HttpPlatform.relay();
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      String request =
          "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s %d\"},\"input\":{\"items\":[\"common\",\"item %d\"]}}"
              .formatted(platform, i, i);
      answers.add(Parties.run(() -> function.invoke(request, Parties.PATIENCE)));
    }
    // All of them run before the first can end.
    relay.awaitMeter("frelay_waiters", COUNT);

    List<Future<Overlap.Output>> peers = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      peers.add(
          PlainParty.overlap(
              relay, Shared.PKI, "1", "0", platform + " " + i, "item " + i, "other"));
    }
    for (int i = 0; i < COUNT; i++) {
      assertThat(Parties.await(answers.get(i)))
          .isEqualTo(
              new Answer(200, "{\"common\":[\"item %d\"],\"own\":2,\"theirs\":2}".formatted(i)));
      assertThat(Parties.await(peers.get(i)))
          .isEqualTo(new Overlap.Output(List.of("item " + i), 2, 2));
    }
  }
}
