package io.frelay.relay.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvictionCandidatesTest {
  private final EvictionCandidates<String, String, Integer> candidates = new EvictionCandidates<>();

  @Test
  void theOldestOfTheLargestSubgroupOfTheLargestGroupMakesRoom() {
    candidates.add("u", "0", 1);
    candidates.add("v", "0", 2);
    candidates.add("v", "1", 3);
    candidates.add("v", "1", 4);
    assertThat(candidates.choose("w", "0")).contains(3);
    assertThat(candidates.choose("u", "0")).contains(3);
    assertThat(candidates.choose("v", "0")).contains(3);
    assertThat(candidates.choose("v", "1")).as("its own subgroup has most").isEmpty();
  }

  @Test
  void whoHoldsAsMuchAsTheLargestGainsNothing() {
    candidates.add("u", "0", 1);
    candidates.add("v", "0", 2);
    assertThat(candidates.choose("u", "0")).isEmpty();
    assertThat(candidates.choose("v", "0")).isEmpty();
    assertThat(candidates.choose("w", "0")).as("of equals, for longest").contains(1);
  }

  @Test
  void onlySoManyMayBeLeavingAtATime() {
    for (int i = 0; i <= EvictionCandidates.MAX_LEAVING; i++) {
      candidates.add("u", "0", i);
    }
    for (int i = 0; i < EvictionCandidates.MAX_LEAVING; i++) {
      assertThat(candidates.choose("v", "0")).contains(i);
      candidates.evict("u", "0", i);
    }
    assertThat(candidates.choose("v", "0")).isEmpty();
    candidates.left(0);
    assertThat(candidates.choose("v", "0")).contains(EvictionCandidates.MAX_LEAVING);
    candidates.stays(1);
    assertThat(candidates.leaving()).isEqualTo(EvictionCandidates.MAX_LEAVING - 2);
  }
}
