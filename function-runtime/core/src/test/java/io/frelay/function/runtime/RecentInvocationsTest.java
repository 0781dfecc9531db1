package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the Dev UI lists. */
class RecentInvocationsTest {
  private final RecentInvocations recent = new RecentInvocations();

  private Observation begin() throws Exception {
    return recent.begin(Invocation.begin(HttpHeaders.NONE, Origin.UNKNOWN, Duration.ofSeconds(1)));
  }

  @Test
  void areInvocationsAndNoWarmUps() throws Exception {
    Observation warmUp = begin();
    warmUp.warmed();
    warmUp.ended(null);
    assertThat(recent.all()).isEmpty();
    begin().ended(null);
    assertThat(recent.all()).hasSize(1);
  }
}
