package io.frelay.clientfunc;

import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.RefusedException;
import io.frelay.client.internal.Durations;
import io.frelay.protocol.RefusalCode;
import java.io.IOException;
import java.time.Duration;

/**
 * {@code forward}: always has one request standing at the relay; as soon as it is joined, the
 * session is connected to the local service and the next request goes out. Never two, or the relay
 * would take the second for a replacement of the first.
 */
final class LocalForwarder {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final LocalEndpoint service;
  private final Tunnel tunnel;
  private final LocalSessions running;
  private final Messenger messenger;
  private Duration pause = FIRST_PAUSE;

  LocalForwarder(LocalEndpoint service, Tunnel tunnel, LocalSessions running, Messenger messenger) {
    this.service = service;
    this.tunnel = tunnel;
    this.running = running;
    this.messenger = messenger;
  }

  /**
   * Runs until interrupted.
   *
   * @throws RefusedException if another forwarder of the same party took over: two would only take
   *     turns in replacing each other
   */
  void run() throws IOException, InterruptedException {
    try {
      while (true) {
        running.reserve();
        boolean started = false;
        try {
          PeerConnection session = tunnel.open(tunnel.timeout());
          pause = FIRST_PAUSE;
          running.start(Throwable::getMessage, () -> session, () -> connect(session));
          started = true;
        } catch (PeerTimeoutException e) {
          pause = FIRST_PAUSE; // nobody needed us; wait on
        } catch (FrelayException e) {
          outlast(e);
        } finally {
          if (!started) {
            running.release();
          }
        }
      }
    } finally {
      running.stop();
    }
  }

  private void outlast(FrelayException failure) throws FrelayException, InterruptedException {
    if (failure instanceof RefusedException refused && refused.code() == RefusalCode.TAKEN_OVER) {
      throw failure;
    }
    messenger.fail(failure);
    Thread.sleep(pause.toMillis());
    Duration doubled = pause.multipliedBy(2);
    pause = Durations.shorter(doubled, LONGEST_PAUSE);
  }

  private LocalSocket connect(PeerConnection session) throws IOException {
    boolean connected = false;
    try {
      LocalSocket socket = LocalSocket.of(service.connect(LocalEndpoint.CONNECT_TIMEOUT));
      connected = true;
      return socket;
    } catch (IOException e) {
      throw new IOException(
          "the local service %s does not answer (%s); check that it runs"
              .formatted(service, e.getMessage()),
          e);
    } finally {
      if (!connected) {
        session.abort();
      }
    }
  }
}
