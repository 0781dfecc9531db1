package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What names and numbers stand for, as streams begin and end. */
class StreamTableTest {
  private final StreamTable streams = new StreamTable();

  @Test
  void aNameStandsForItsStreamUntilTheEndIsTaken() throws Exception {
    StreamState first = streams.ask("a");
    assertThat(streams.opened(0, "a")).isSameAs(first);
    first.out.isEnded = true;
    first.in.isEnded = true;
    streams.freeIfOver(first);
    StreamState second = streams.opened(1, "a"); // the peer may open it again
    assertThat(second).isNotSameAs(first);
    assertThat(streams.ask("a")).isSameAs(first);
    first.in.isDone = true;
    streams.freeIfOver(first);
    assertThat(streams.ask("a")).isSameAs(second);
  }

  @Test
  void anOwnNumberIsTakenUntilThePeerIsDone() throws Exception {
    StreamState first = streams.ask("0");
    for (int i = 1; i < StreamsEngine.MAX_STREAMS; i++) {
      streams.ask(Integer.toString(i));
    }
    first.out.isEnded = true;
    assertThatThrownBy(() -> streams.ask("more")).isInstanceOf(IllegalStateException.class);
    streams.freeOutgoing(0);
    assertThat(streams.ask("more").out.id).isZero();
  }

  @Test
  void aNumberOfThePeerIsTakenUntilItsEndIsTaken() throws Exception {
    StreamState first = streams.opened(5, "a");
    assertThat(streams.incoming(5)).isSameAs(first);
    first.in.isEnded = true;
    streams.freeIfOver(first);
    assertThatThrownBy(() -> streams.incoming(5)).hasMessageEndingWith("number 5 is not open");
    assertThatThrownBy(() -> streams.opened(5, "b"))
        .isInstanceOf(StreamRulesException.class)
        .hasMessageEndingWith("number 5 opened twice");
    first.in.isDone = true;
    streams.freeIfOver(first);
    assertThat(streams.opened(5, "b")).isNotSameAs(first);
  }
}
