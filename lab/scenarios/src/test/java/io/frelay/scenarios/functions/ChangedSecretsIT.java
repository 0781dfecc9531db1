package io.frelay.scenarios.functions;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.HttpFunction;
import io.frelay.scenarios.functions.support.HttpPlatform;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mounted secret that changes is in use at the next invocation, without a restart. */
class ChangedSecretsIT {
  @TempDir Path mount;

  private final RelayProcess relay = HttpPlatform.relay();

  @Test
  void theNextInvocationIsTheNewParty() throws Exception {
    point("0");
    Map<String, String> environment =
        Map.of("FRELAY_SECRETS_DIR", mount.resolve("current").toString(), "DEST", "1");
    try (HttpFunction function = HttpPlatform.CODE_ENGINE.start(environment)) {
      meets(function, "0");
      point("2");
      meets(function, "2");
    }
  }

  private void meets(HttpFunction function, String self) throws Exception {
    String request =
        "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"mounted\"},\"input\":{\"items\":[\"a\"]}}";
    Future<Overlap.Output> peer = PlainParty.overlap(relay, Shared.PKI, "1", self, "mounted", "a");
    assertThat(function.invoke(request, Parties.PATIENCE))
        .isEqualTo(new Answer(200, "{\"common\":[\"a\"],\"own\":1,\"theirs\":1}"));
    assertThat(Parties.await(peer)).isEqualTo(new Overlap.Output(List.of("a"), 1, 1));
  }

  /** As a volume of Kubernetes does it: a symbolic link gets another target. */
  private void point(String party) throws IOException {
    Path content = Files.createDirectory(mount.resolve(party));
    for (Map.Entry<String, String> each :
        relay.environment(Shared.PKI, "user1", party, "1").entrySet()) {
      Files.writeString(content.resolve(each.getKey()), each.getValue());
    }
    Path link = Files.createSymbolicLink(mount.resolve("next"), content);
    Files.move(link, mount.resolve("current"), ATOMIC_MOVE);
  }
}
