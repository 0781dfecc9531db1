package io.frelay.relay.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.authenticate.FairTurns.Line;
import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On the loop of one channel, which runs what is due when it is told to: once it has read. */
class HandshakeQueueTest {
  private static final AddressBlock ONE = new AddressBlock(false, 1);
  private static final AddressBlock OTHER = new AddressBlock(false, 2);

  /** CPU of a step of an honest handshake, and of one by P-521, in nanoseconds. */
  private static final long CHEAP = TimeUnit.MICROSECONDS.toNanos(250);

  private static final long COSTLY = TimeUnit.MILLISECONDS.toNanos(3);

  private final AtomicLong clock = new AtomicLong();
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final HandshakeQueue queue = new HandshakeQueue(clock::get);
  private final List<Integer> begun = new ArrayList<>();

  private List<Connection> add(AddressBlock block, long cost, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              Connection connection = Connection.own(loop);
              queue
                  .place(connection, block)
                  .await(
                      Line.NEW,
                      () -> {
                        clock.addAndGet(cost);
                        begun.add(i);
                      });
              return connection;
            })
        .toList();
  }

  @Test
  void aFewBeginInTheOrderOfTheirComingBeforeTheLoopReadsAgain() {
    add(ONE, CHEAP, 20);
    assertThat(begun).isEmpty();
    loop.runScheduledPendingTasks();
    assertThat(begun).isEqualTo(IntStream.range(0, 8).boxed().toList());
    loop.runScheduledPendingTasks();
    loop.runScheduledPendingTasks();
    assertThat(begun).isEqualTo(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void costlyOnesKeepTheLoopForOneAtATime() {
    add(ONE, COSTLY, 20);
    loop.runScheduledPendingTasks();
    assertThat(begun).hasSize(1);
  }

  /** An address that sends only costly ones gets one or two before another's turn. */
  @Test
  void whoSendsManyCostlyOnesDelaysNobodyElse() {
    add(ONE, COSTLY, 1000);
    for (int i = 0; i < 10; i++) {
      loop.runScheduledPendingTasks();
      int before = begun.size();
      List<String> steps = new ArrayList<>();
      HandshakeQueue.Place place = queue.place(Connection.own(loop), OTHER);
      place.await(
          Line.NEW,
          () -> {
            clock.addAndGet(CHEAP);
            steps.add("hello");
            place.await(
                Line.BEGUN,
                () -> {
                  clock.addAndGet(CHEAP);
                  steps.add("certificate");
                });
          });
      while (steps.size() < 2 && begun.size() < 1000) {
        loop.runScheduledPendingTasks();
      }
      assertThat(begun.size() - before).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void thoseThatHaveBegunComeToTheirEndsBeforeMoreBegin() {
    add(ONE, CHEAP, 100);
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      queue
          .place(Connection.own(loop), ONE)
          .await(
              Line.BEGUN,
              () -> {
                clock.addAndGet(CHEAP);
                ended.add("one");
              });
    }
    loop.runScheduledPendingTasks();
    assertThat(ended).hasSize(10);
    assertThat(begun).hasSize(8);
  }

  @Test
  void whoHasGoneTakesNobodysTurn() {
    for (Connection gone : add(ONE, CHEAP, 9)) {
      gone.setGracefulClose(reason -> {}); // they share the channel
      gone.close(CloseReason.HANDSHAKE_TIMEOUT);
    }
    add(ONE, CHEAP, 2);
    loop.runScheduledPendingTasks();
    assertThat(begun).containsExactly(0, 1);
  }

  @Test
  void oneThatFailsDoesNotHoldUpTheOthers() {
    queue
        .place(Connection.own(loop), ONE)
        .await(
            Line.NEW,
            () -> {
              throw new IllegalStateException("a defect");
            });
    add(ONE, CHEAP, 2);
    loop.runScheduledPendingTasks();
    loop.runScheduledPendingTasks();
    assertThat(begun).containsExactly(0, 1);
  }
}
