package io.frelay.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.RefusalCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Labels are read by dashboards and alerts, codes by clients: they are one word. */
class CloseReasonTest {
  @Test
  void labelsAreDistinctAndPlain() {
    assertThat(Arrays.stream(CloseReason.values()).map(CloseReason::label))
        .doesNotHaveDuplicates()
        .allMatch(label -> label.matches("[a-z]+(_[a-z]+)*"));
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void theCodeOnTheWireIsTheLabel(CloseReason reason) {
    reason.refusal().ifPresent(code -> assertThat(code.wireName()).isEqualTo(reason.label()));
  }

  @ParameterizedTest
  @EnumSource(value = RefusalCode.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void everyCodeHasExactlyOneReason(RefusalCode code) {
    assertThat(CloseReason.values())
        .filteredOn(reason -> reason.refusal().filter(code::equals).isPresent())
        .hasSize(1);
  }

  @Test
  void unknownIsNeverSent() {
    assertThat(CloseReason.values())
        .noneMatch(reason -> reason.refusal().filter(RefusalCode.UNKNOWN::equals).isPresent());
  }
}
