package io.frelay.relay.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On the loop of one channel, which runs what is due when it is told to: once it has read. */
class HandshakeQueueTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final HandshakeQueue queue = new HandshakeQueue();
  private final List<Integer> begun = new ArrayList<>();

  private List<Connection> add(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Connection connection = Connection.own(loop);
              queue.add(connection, () -> begun.add(i));
              return connection;
            })
        .toList();
  }

  @Test
  void aFewBeginInTheOrderOfTheirComingBeforeTheLoopReadsAgain() {
    add(20);
    assertThat(begun).isEmpty();
    loop.runScheduledPendingTasks();
    assertThat(begun).isEqualTo(IntStream.range(0, 8).boxed().toList());
    loop.runScheduledPendingTasks();
    loop.runScheduledPendingTasks();
    assertThat(begun).isEqualTo(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void whoHasGoneTakesNobodysTurn() {
    for (Connection gone : add(9)) {
      gone.setFarewell(reason -> {}); // they share the channel
      gone.close(CloseReason.HANDSHAKE_TIMEOUT);
    }
    add(2);
    loop.runScheduledPendingTasks();
    assertThat(begun).containsExactly(0, 1);
  }

  @Test
  void oneThatFailsDoesNotHoldUpTheOthers() {
    queue.add(
        Connection.own(loop),
        () -> {
          throw new IllegalStateException("a defect");
        });
    add(2);
    loop.runScheduledPendingTasks();
    loop.runScheduledPendingTasks();
    assertThat(begun).containsExactly(0, 1);
  }
}
