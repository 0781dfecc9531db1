package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.AzureFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.FunctionProcess;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Package of deploy/azure, under the emulated host. In place of the native executable, which needs
 * GraalVM, its name starts the same application on the JVM.
 */
class AzureDeploymentIT {
  @TempDir private Path folder;

  @Test
  void theDeployedFunctionMeetsItsPeer() throws Exception {
    Path deployed = Project.ROOT.resolve("deploy/azure");
    Files.createDirectory(folder.resolve("frelay"));
    for (String file : List.of("host.json", "frelay/function.json")) {
      Files.copy(deployed.resolve(file), folder.resolve(file));
    }
    Path runner = folder.resolve("frelay-azure-runner");
    Files.writeString(
        runner, "#!/bin/sh\nexec '" + String.join("' '", FunctionProcess.java("azure")) + "'\n");
    assertThat(runner.toFile().setExecutable(true)).isTrue();

    RelayProcess relay = Shared.relay();
    Map<String, String> environment = relay.environment(Shared.PKI, "user1", "1", "0");
    environment.put("FRELAY_HANDLER", "overlap"); // as its parameters do
    Future<Overlap.Output> peer =
        PlainParty.overlap(relay, Shared.PKI, "0", "1", "azure-deployment", "b", "c");
    try (AzureFunction function = AzureFunction.start(folder, environment)) {
      Answer answer =
          function.invoke(
              function.url("frelay"),
              Map.of("Frelay-Tag", "azure-deployment"),
              "{\"items\":[\"a\",\"b\"]}",
              Parties.PATIENCE);
      assertThat(answer).isEqualTo(new Answer(200, "{\"common\":[\"b\"],\"own\":2,\"theirs\":2}"));
      assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("b"), 2, 2));
    }
  }
}
