package io.frelay.client.internal.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void twoPartiesShakeHandsAndRead() throws Exception {
    assertThat(Rehearsal.run()).containsExactly(1, 2);
  }
}
