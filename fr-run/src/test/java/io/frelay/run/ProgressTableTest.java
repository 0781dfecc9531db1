package io.frelay.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTableTest {
  private static final int WIDTH = 73;
  private static final String UP_TWO_LINES = "\033[2A";

  private final StringWriter terminal = new StringWriter();

  /** The table as it is drawn last. */
  private List<String> last() {
    String all = terminal.toString();
    return all.substring(all.lastIndexOf(UP_TWO_LINES) + UP_TWO_LINES.length())
        .replace("\033[K", "")
        .lines()
        .toList();
  }

  @Test
  void everyPartyHasALineThatIsDrawnAgainInItsPlace() {
    Map<String, Target> targets = new LinkedHashMap<>();
    URI url = URI.create("http://localhost:8080");
    targets.put("0", new HttpTarget(new Destination(url, List.of())));
    targets.put("1", new HttpTarget(new Destination(url, List.of())));
    try (ProgressTable table = new ProgressTable(new PrintWriter(terminal), WIDTH, targets)) {
      table.now("1", PartyState.CONNECTED, "");
      table.now("0", PartyState.RETRYING, "draining");
      assertThat(last().get(1)).endsWith(" s  waits for 0");
      table.now("0", PartyState.FAILED, "bad_input: a text that is too long for the line");
    }
    assertThat(last()).hasSize(2).allMatch(line -> line.length() < WIDTH);
    assertThat(last().get(0)).matches("0 +http localhost:8080 +failed +\\d+\\.\\d s  bad_.*");
    assertThat(last().get(1)).matches("1 +http localhost:8080 +connected +\\d+\\.\\d s *");
  }
}
