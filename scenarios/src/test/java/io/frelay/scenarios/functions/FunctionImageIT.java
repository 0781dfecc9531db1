package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.bundle.Bundle;
import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.CodeEngineApp;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.ContainerImage;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP function's container image, run with its party's bundle and nothing else. */
class FunctionImageIT {
  @Test
  @Timeout(300) // the first of its kind builds all images
  void meetsItsPeer() throws Exception {
    assumeTrue(ContainerImage.canRun(), "needs Linux, root, unshare and chroot");
    ContainerImage image = ContainerImage.of("examples/ibm-ce");
    assertThat(image.config().getString("config.User")).isEqualTo("1001:0");

    RelayProcess relay = Shared.relay();
    Map<String, String> environment =
        Map.of("FRELAY_BUNDLE", Bundle.encode(relay.environment(Shared.PKI, "user1", "1", "0")));
    Future<Overlap.Output> peer =
        PlainParty.overlap(relay, Shared.PKI, "0", "1", "function-image", "b", "c");
    try (CodeEngineApp function = CodeEngineApp.startBy(image.command(), environment)) {
      Answer answer =
          function.invoke(
              "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"function-image\"},\"input\":{\"items\":[\"a\",\"b\"]}}",
              Parties.PATIENCE);
      assertThat(answer).isEqualTo(new Answer(200, "{\"common\":[\"b\"],\"own\":2,\"theirs\":2}"));
      assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("b"), 2, 2));
    }
  }
}
