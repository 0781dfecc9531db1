package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Named streams over a session whose window is full, as while its connection is lost. */
@Timeout(20)
class StreamMultiplexerTest {
  private final CountDownLatch room = new CountDownLatch(1);
  private final CountDownLatch sending = new CountDownLatch(1);
  private final HandSession session = new HandSession(this::awaitRoom);
  private final StreamMultiplexer streams = StreamMultiplexer.begin(session, "1");

  private void awaitRoom() {
    sending.countDown();
    HandSession.awaitQuietly(room);
  }

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

  /** The thread of the session's that sends has the turn then. */
  @Test
  void anInterruptEndsTheWaitForRoom() throws Exception {
    StreamState a = streams.ask("a");
    sending.await();
    assertEndsByInterrupt(() -> streams.write(a, ByteBuffer.allocate(1)));
    assertEndsByInterrupt(streams::awaitConfirmation);
    assertThat(session.isAborted()).isTrue();
  }

  private static void assertEndsByInterrupt(ThrowingCallable call) throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread thread = new Thread(() -> thrown.complete(catchThrowable(call)));
    thread.setDaemon(true);
    thread.start();
    thread.interrupt();
    assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
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
