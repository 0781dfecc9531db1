package io.frelay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions in a row through a relay that knows version 1 only. */
@Timeout(120)
class OriginalRelayTest {
  private static final int SESSIONS = 20;
  private static final Duration LONG = Duration.ofSeconds(25);

  @AutoClose("shutdownNow")
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final TestWorld world = new TestWorld();
  @AutoClose private final OriginalRelay relay = new OriginalRelay(world);

  @AutoClose("abortAll")
  private final ClientRuntime process = new ClientRuntime();

  private Void sessions(String self, String peer) throws Exception {
    FrelayClient client =
        world.client(self, relay.address(), FrelayClient.builder().runtime(process));
    for (int i = 0; i < SESSIONS; i++) {
      try (PeerConnection connection = client.connect(peer, "t", LONG)) {
        exchange(connection);
      }
    }
    return null;
  }

  private static void exchange(PeerConnection connection) throws IOException {
    connection.messages().send(new byte[] {7});
    assertThat(connection.messages().receive().orElseThrow()).containsExactly(7);
    connection.shutdownOutput();
    assertThat(connection.in().read()).isEqualTo(-1);
  }

  @Test
  void nothingIsLeftBehindAndNoRequestIsWasted() throws Exception {
    Future<Void> one = threads.submit(() -> sessions("1", "0"));
    sessions("0", "1");
    one.get(30, TimeUnit.SECONDS);
    assertThat(relay.entries()).isZero();
    // Each process has to find out once. This one is both parties.
    assertThat(relay.requests()).filteredOn(length -> length > 512).hasSizeLessThanOrEqualTo(2);
    assertThat(relay.requests()).hasSizeLessThanOrEqualTo(2 * SESSIONS + 2);
  }
}
