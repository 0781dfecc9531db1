package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Named streams over a session whose window is full, as while its connection is lost. */
@Timeout(20)
class StreamMultiplexerTest {
  private final CountDownLatch room = new CountDownLatch(1);
  private final HandSession session = new HandSession(() -> HandSession.awaitQuietly(room));
  private final StreamMultiplexer streams = StreamMultiplexer.begin(session, "1");

  @AfterEach
  void end() {
    room.countDown();
    session.abort();
  }

  @Test
  void whatCarriesNoDataWaitsForNoRoom() throws Exception {
    StreamState a = streams.ask("a");
    streams.shutdownOutput(a);
    streams.close(streams.ask("b"), false);
    streams.ask("c");
    streams.shutdownOutput();
    assertThat(session.written()).isEmpty();
    room.countDown();
    streams.awaitConfirmation();
    assertThat(session.written()).isEqualTo(openedAndEnded("a", "b", "c"));
  }

  private static byte[] openedAndEnded(String... names) {
    OutgoingFrames frames = new OutgoingFrames();
    for (int id = 0; id < names.length; id++) {
      frames.add(new StreamFrame.Open(id, StreamsEngine.WINDOW, names[id]));
      frames.add(new StreamFrame.End(id, false));
    }
    ByteBuffer all = frames.take();
    byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    return bytes;
  }
}
