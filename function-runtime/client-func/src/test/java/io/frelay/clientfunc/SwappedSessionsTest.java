package io.frelay.clientfunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two pipes between the same two parties, which the relay joins crosswise. */
@Timeout(60)
class SwappedSessionsTest extends RelayedTest {
  @BeforeEach
  void start() {
    relay.deliverHellos();
  }

  private PartyProcess pipe(String name, String dest, String tag) throws Exception {
    Map<String, String> environment = environment(name, dest);
    environment.put("TAG", tag);
    return PartyProcess.start(
        environment, new ByteArrayInputStream(("the " + tag).getBytes(UTF_8)), "pipe");
  }

  @Test
  void allFourFailAndWriteNothing() throws Exception {
    relay.swap(true);
    List<PartyProcess> all = new ArrayList<>();
    for (List<String> tags :
        List.of(List.of("salaries", "cafeteria"), List.of("cafeteria", "salaries"))) {
      all.add(pipe("0", "1", tags.get(0)));
      relay.awaitWaiter();
      all.add(pipe("1", "0", tags.get(1)));
    }
    for (PartyProcess each : all) {
      assertThat(each.exitCode()).as(each.stderr()).isEqualTo(1);
      assertThat(each.stdout()).isEmpty();
      assertThat(each.stderr())
          .contains("client_func: the relay joined our session with party ")
          .contains("with another session of the same parties");
    }
  }

  @Test
  void joinedRightlyAllFourSucceed() throws Exception {
    List<PartyProcess> all =
        List.of(
            pipe("0", "1", "salaries"),
            pipe("1", "0", "cafeteria"),
            pipe("0", "1", "cafeteria"),
            pipe("1", "0", "salaries"));
    for (PartyProcess each : all) {
      each.requireSuccess();
    }
    assertThat(all)
        .extracting(PartyProcess::stdout)
        .containsExactly("the salaries", "the cafeteria", "the cafeteria", "the salaries");
  }
}
