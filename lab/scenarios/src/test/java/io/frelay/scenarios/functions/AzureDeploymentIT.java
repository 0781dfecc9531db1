package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.AzureFunction;
import io.frelay.scenarios.functions.support.FunctionProcess;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    OverlapPeer peer = OverlapPeer.of(relay, "azure-deployment");
    try (AzureFunction function = AzureFunction.start(folder, environment)) {
      peer.requireMet(
          function.invoke(
              function.url("frelay"),
              Map.of("Frelay-Tag", "azure-deployment"),
              "{\"items\":[\"a\",\"b\"]}",
              Parties.PATIENCE));
    }
  }
}
