package io.frelay.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.authenticate.Arrival;
import io.frelay.relay.authenticate.TestArrivals;
import org.junit.jupiter.api.Test;

class CountsTest {
  private final Counts counts = new Counts();

  @Test
  void aConnectionCountsOnceUntilItsSocketCloses() {
    Arrival first = TestArrivals.waiter("u", "0", "t");
    Arrival second = TestArrivals.waiter("u", "1", "t");
    counts.count(first);
    counts.count(first); // it comes back from a match that failed
    counts.count(second);
    assertThat(counts.of(Counts.field("u"))).isEqualTo(2);
    assertThat(counts.of(Counts.field(first.party()))).isEqualTo(1);
    first.connection().channel().close();
    assertThat(counts.of(Counts.field("u"))).isEqualTo(1);
    assertThat(counts.of(Counts.field(first.party()))).isZero();
  }

  @Test
  void whoseSocketHasClosedDoesNotCount() {
    Arrival gone = TestArrivals.waiter("u", "0", "t");
    gone.connection().channel().close();
    counts.count(gone);
    assertThat(counts.of(Counts.field("u"))).isZero();
  }

  @Test
  void onlyWhatHasChangedIsToldAndOnlySoMuchAtATime() {
    Arrival arrival = TestArrivals.waiter("u", "0", "t");
    counts.count(arrival);
    assertThat(counts.takeChanged(1)).hasSize(2);
    assertThat(counts.takeChanged(5)).hasSize(2);
    assertThat(counts.takeChanged(5)).isEmpty();
    counts.forgetTold();
    assertThat(counts.takeChanged(5))
        .containsExactlyInAnyOrder(Counts.field("u"), "1", Counts.field(arrival.party()), "1");
  }
}
