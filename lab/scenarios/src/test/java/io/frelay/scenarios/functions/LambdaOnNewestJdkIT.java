package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One zip for every Java runtime of Lambda: what JDK 17 has built runs on the newest too. */
class LambdaOnNewestJdkIT {
  @Test
  void sameZipWorks() throws Exception {
    Optional<Path> java = Project.newestJava();
    assumeThat(java).as("a newer JDK, or -Dfrelay.newest.java=.../bin/java").isPresent();
    RelayProcess relay = Shared.relay();
    Future<Overlap.Output> peer =
        PlainParty.overlap(relay, Shared.PKI, "0", "1", "newest-jdk", "b", "c");
    try (LambdaFunction function =
        LambdaFunction.startWith(
            java.orElseThrow().toString(), relay.environment(Shared.PKI, "user1", "1", "0"))) {
      Answer answer =
          function.invoke(
              """
              {"frelay":{"handler":"overlap","tag":"newest-jdk"},"input":{"items":["a","b"]}}""",
              Duration.ofSeconds(20));
      assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("b"), 2, 2));
      assertThat(answer).isEqualTo(new Answer(200, "{\"common\":[\"b\"],\"own\":2,\"theirs\":2}"));
    }
  }
}
