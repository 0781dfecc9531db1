package io.frelay.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.memory.ByteBudget;
import io.frelay.relay.memory.ByteBudget.Part;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private static final long BUDGET = 1 << 20;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ByteBudget budget = new ByteBudget(BUDGET);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = Connection.own(channel);
  private final List<CloseReason> gracefulCloses = new ArrayList<>();

  /** In a session that closes only when there is no memory, as one with bytes on their way. */
  private void join() {
    connection.setRemoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    connection.memory().countIn(budget, connection.addressBlock());
    connection.enter(Stage.REQUEST, LONG, CloseReason.REQUEST_TIMEOUT);
    connection.enter(Stage.WAITING);
    connection.enter(Stage.JOINING);
    connection.enter(Stage.JOINED);
    connection.memory().countSessionFor("u", 0);
    connection.setGracefulClose(
        reason -> {
          gracefulCloses.add(reason);
          if (reason == CloseReason.OVER_MEMORY_BUDGET) {
            channel.close();
          }
        });
  }

  @Test
  void aSessionIsEndedForMemory() {
    join();
    connection.memory().buffers().add(BUDGET);
    assertThat(gracefulCloses).containsExactly(CloseReason.OVER_MEMORY_BUDGET);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aSessionThatHasEndedGivesUpItsLastBytesForMemory() {
    join();
    connection.close(CloseReason.RESET);
    connection.memory().buffers().add(Part.BUFFERS.of(BUDGET));
    assertThat(channel.isOpen()).as("its last bytes are on their way").isTrue();
    budget.open(Part.BUFFERS, "v", 1, () -> {});
    assertThat(gracefulCloses).containsExactly(CloseReason.RESET, CloseReason.OVER_MEMORY_BUDGET);
    assertThat(channel.isOpen()).isFalse();
  }
}
