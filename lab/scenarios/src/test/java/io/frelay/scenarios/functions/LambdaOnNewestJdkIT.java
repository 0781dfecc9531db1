package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One zip for every Java runtime of Lambda: what JDK 17 has built runs on the newest too. */
class LambdaOnNewestJdkIT {
  @Test
  void sameZipWorks() throws Exception {
    Optional<Path> java = Project.newestJava();
    assumeThat(java).as("a newer JDK, or -Dfrelay.newest.java=.../bin/java").isPresent();
    RelayProcess relay = Shared.relay();
    OverlapPeer peer = OverlapPeer.of(relay, "newest-jdk");
    try (LambdaFunction function =
        LambdaFunction.startWith(
            java.orElseThrow().toString(), relay.environment(Shared.PKI, "user1", "1", "0"))) {
      peer.requireMet(function.invoke(OverlapPeer.request("newest-jdk"), Duration.ofSeconds(20)));
    }
  }
}
