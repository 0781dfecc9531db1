package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Project;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/relay} from any folder, also by way of a link. */
class RelayLauncherIT {
  @TempDir Path folder;

  @Test
  void helpNamesTheOptions() throws Exception {
    try (Command help = Command.start(folder, Map.of(), "relay", "start", "--help")) {
      assertThat(help.exitCode()).isZero();
      assertThat(help.text()).contains("--port", "--ip", "--certs", "--debug", "Examples:");
    }
  }

  @Test
  void certificatesAreLookedForInTheCurrentFolder() throws Exception {
    try (Command relay =
        Command.start(
            folder, Map.of(), "relay", "start", "--port", "0", "--management-port", "0")) {
      assertThat(relay.exitCode()).isEqualTo(1);
      assertThat(relay.text() + relay.errors())
          .contains("certs/frelay-ca.pem does not exist", "fr-adm create relay");
    }
  }

  @Test
  void aLinkToTheLauncherFindsTheProject() throws Exception {
    Path link = folder.resolve("relay with a space");
    Files.createSymbolicLink(link, Project.launcher("relay"));
    Process version = new ProcessBuilder(link.toString(), "--version").start();
    assertThat(new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("relay ");
    assertThat(version.waitFor()).isZero();
  }
}
