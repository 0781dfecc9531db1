package io.frelay.relay.connection;

import static io.frelay.relay.connection.Stage.CLOSED;
import static io.frelay.relay.connection.Stage.HANDSHAKE;
import static io.frelay.relay.connection.Stage.JOINED;
import static io.frelay.relay.connection.Stage.JOINING;
import static io.frelay.relay.connection.Stage.PREPARED;
import static io.frelay.relay.connection.Stage.REQUEST;
import static io.frelay.relay.connection.Stage.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StageTest {
  private static final Map<Stage, Set<Stage>> LEADS_TO =
      Map.of(
          HANDSHAKE, Set.of(REQUEST, CLOSED),
          REQUEST, Set.of(PREPARED, WAITING, CLOSED),
          PREPARED, Set.of(REQUEST, CLOSED),
          WAITING, Set.of(JOINING, CLOSED),
          JOINING, Set.of(JOINED, WAITING, CLOSED),
          JOINED, Set.of(CLOSED),
          CLOSED, Set.of());

  @ParameterizedTest
  @EnumSource(Stage.class)
  void leadsWhereTheDiagramSaysAndNowhereElse(Stage stage) {
    for (Stage next : Stage.values()) {
      assertThat(stage.leadsTo(next))
          .as("%s to %s", stage, next)
          .isEqualTo(LEADS_TO.get(stage).contains(next));
    }
  }

  @Test
  void labelsAreDistinct() {
    assertThat(Arrays.stream(Stage.values()).map(Stage::label)).doesNotHaveDuplicates();
  }
}
