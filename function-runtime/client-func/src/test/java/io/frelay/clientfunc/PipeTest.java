package io.frelay.clientfunc;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pipe: standard input and output of two processes. */
@Timeout(120)
class PipeTest extends RelayedTest {
  private static final int MUCH = 5_000_003;

  @Test
  void pipeCarriesBinaryBothWaysAndEndsByItself() throws Exception {
    byte[] there = random(MUCH);
    byte[] back = random(MUCH / 2);
    PartyProcess zero = zero(new ByteArrayInputStream(there), "pipe");
    PartyProcess one = one(new ByteArrayInputStream(back), "pipe");
    zero.requireSuccess();
    one.requireSuccess();
    assertThat(one.out.toByteArray()).isEqualTo(there);
    assertThat(zero.out.toByteArray()).isEqualTo(back);
  }

  @Test
  void pipeToOneSideEndsThoughTheReceiversStdinStaysOpen() throws Exception {
    byte[] there = random(MUCH);
    try (PipedOutputStream stillOpen = new PipedOutputStream()) {
      PartyProcess one = one(new PipedInputStream(stillOpen), "pipe", "--receive");
      PartyProcess zero = zero(new ByteArrayInputStream(there), "pipe", "--send");
      zero.requireSuccess();
      one.requireSuccess();
      assertThat(one.out.toByteArray()).isEqualTo(there);
      assertThat(zero.out.toByteArray()).isEmpty();
    }
  }

  @Test
  void pipeThatOnlySendsDoesNotDropWhatThePeerSends() throws Exception {
    PartyProcess zero = zero("pipe", "--send");
    PartyProcess one = one(new ByteArrayInputStream(random(9)), "pipe");
    zero.requireFailure(1, "party 1 sends as well");
    assertThat(zero.out.toByteArray()).isEmpty();
    one.exitCode();
  }

  @Test
  void pipeThatWaitsForStdinNoticesThatTheSessionHasEnded() throws Exception {
    FrelayClient peer = world.client("1", relay.address());
    try (PipedOutputStream stillOpen = new PipedOutputStream()) {
      PartyProcess zero = zero(new PipedInputStream(stillOpen), "pipe", "--send");
      PeerConnection connection = peer.connect("0", "", Duration.ofSeconds(20));
      connection.shutdownOutput();
      connection.abort();
      zero.requireFailure(1, "party 1 broke the session off");
    }
  }

  @Test
  void aTerminalAsStdinEndsWithThePeer() throws Exception {
    try (PipedOutputStream stillOpen = new PipedOutputStream()) {
      FrelayClient peer = world.client("1", relay.address());
      Future<String> received =
          threads.submit(
              () -> {
                try (PeerConnection connection =
                    peer.connect("0", "terminal", Duration.ofSeconds(20))) {
                  connection.shutdownOutput();
                  return new String(connection.in().readAllBytes(), StandardCharsets.UTF_8);
                }
              });
      FrelayClient own = world.client("0", relay.address());
      try (PeerConnection session = own.connect("1", "terminal", Duration.ofSeconds(20))) {
        new StreamBridge(
                session,
                new StandardStreams(
                    new PipedInputStream(stillOpen), OutputStream.nullOutputStream(), () -> true))
            .run();
      }
      assertThat(received.get(30, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void pipeFailsOnBothSidesWhenStdoutIsClosed() throws Exception {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (PipedOutputStream stillOpen = new PipedOutputStream()) {
      PartyProcess zero =
          PartyProcess.start(
              environment("0", "1"), new PipedInputStream(stillOpen), closed, "pipe");
      PartyProcess one = one(new ByteArrayInputStream(random(MUCH)), "pipe");
      zero.requireFailure(1, "client_func: standard output was closed by its reader");
      assertThat(one.exitCode()).isEqualTo(1);
    }
  }

  /**
   * The last bytes cannot be written, and that shows only when both directions have ended as far as
   * the sender can see.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSenderFailsIfTheReceiverCannotWriteTheLastOfIt(boolean receiveOnly) throws Exception {
    CompletableFuture<PartyProcess> sender = new CompletableFuture<>();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            try {
              sender.get().exit.get(3, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException e) {
              throw new IOException(e);
            } catch (TimeoutException e) {
              // It still waits for us, as it should.
            }
            throw new IOException("No space left on device");
          }
        };
    String[] receive = receiveOnly ? new String[] {"pipe", "--receive"} : new String[] {"pipe"};
    PartyProcess one =
        PartyProcess.start(
            environment("1", "0"), new ByteArrayInputStream(new byte[0]), full, receive);
    PartyProcess zero = zero(new ByteArrayInputStream(random(9)), "pipe", "--send");
    sender.complete(zero);
    zero.requireFailure(1, "party 1 broke the session off");
    one.requireFailure(1, "standard output: No space left on device");
  }

  @Test
  void theVariablesOfTestsDoNotConcernPipe() throws Exception {
    Map<String, String> measuring = environment("0", "1");
    measuring.putAll(Map.of("TEST", "signing", "CONN", "2", "OPS", "3"));
    PartyProcess zero =
        PartyProcess.start(measuring, new ByteArrayInputStream(random(9)), "pipe", "--send");
    PartyProcess one = one("pipe", "--receive");
    zero.requireSuccess();
    one.requireSuccess();
    assertThat(one.out.toByteArray()).isEqualTo(random(9));
  }

  @Test
  void whatTestsSayIsNoDataForPipe() throws Exception {
    PartyProcess test = zero();
    PartyProcess pipe = one("pipe", "--receive");
    assertThat(test.exitCode()).isEqualTo(1);
    assertThat(test.stderr())
        .contains("party 1 has come to our session")
        .contains("than a client_func TEST");
    pipe.requireFailure(1, "for something else than a client_func pipe");
    assertThat(test.stdout() + pipe.stdout()).isEmpty();
  }
}
