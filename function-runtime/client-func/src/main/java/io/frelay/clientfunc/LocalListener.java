package io.frelay.clientfunc;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import io.frelay.client.SessionLostException;
import io.frelay.client.TruncatedStreamException;
import io.frelay.client.internal.Durations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code listen}: a local place whose connections each become a session with the {@code forward} of
 * the peer.
 *
 * <p>All sessions use one tag, and the relay takes a second request of the same party, peer and tag
 * for a replacement of the first. So only one at a time asks; the next one does when it is joined.
 * The time of each runs from its own beginning, so that none waits longer than it for a peer that
 * is away.
 */
final class LocalListener {
  /** First pause after a temporary failure to accept, such as too many open files. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ServerSocketChannel server;
  private final String where;
  private final Tunnel tunnel;
  private final LocalSessions running;
  private final Messenger messenger;
  private final ReentrantLock asking = new ReentrantLock(true);
  private Duration pause = FIRST_PAUSE;

  LocalListener(LocalEndpoint place, Tunnel tunnel, LocalSessions running, Messenger messenger)
      throws IOException {
    this.tunnel = tunnel;
    this.running = running;
    this.messenger = messenger;
    try {
      server = place.listen();
    } catch (IOException e) {
      throw new IOException("cannot listen on %s: %s".formatted(place, e.getMessage()), e);
    }
    where =
        server.getLocalAddress() instanceof InetSocketAddress tcp
            ? Messenger.text(tcp)
            : place.toString();
  }

  /** The place, with the port that was taken if any would do. */
  String where() {
    return where;
  }

  /** Accepts until the port is lost. */
  void run() throws IOException, InterruptedException {
    try (server) {
      for (int count = 1; ; count++) {
        running.reserve();
        SocketChannel local = accept();
        Deadline deadline = Deadline.in(tunnel.timeout());
        String name = name(local, count);
        running.start(
            failure -> explain(name, failure), () -> ask(deadline), () -> LocalSocket.of(local));
      }
    } finally {
      running.stop();
    }
  }

  private SocketChannel accept() throws IOException, InterruptedException {
    while (true) {
      try {
        SocketChannel local = server.accept();
        pause = FIRST_PAUSE;
        return local;
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        if (pause.equals(FIRST_PAUSE)) {
          messenger.fail("cannot accept for now: " + e.getMessage(), e);
        }
        Thread.sleep(pause.toMillis());
        Duration doubled = pause.multipliedBy(2);
        pause = Durations.shorter(doubled, LONGEST_PAUSE);
      }
    }
  }

  /** The port it comes from; of a unix socket its number. */
  private static String name(SocketChannel local, int count) throws IOException {
    return local.getRemoteAddress() instanceof InetSocketAddress from
        ? "from port " + from.getPort()
        : "number " + count;
  }

  private PeerConnection ask(Deadline deadline) throws IOException, InterruptedException {
    if (!asking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
      throw late();
    }
    try {
      Duration left = deadline.remaining();
      if (left.isNegative() || left.isZero()) {
        throw late();
      }
      return tunnel.open(left);
    } finally {
      asking.unlock();
    }
  }

  private IOException late() {
    return new IOException(
        "party %s did not come within %s; others waited for it as well"
            .formatted(tunnel.peer(), Deadline.text(tunnel.timeout())));
  }

  /** A session that comes about and breaks is most often one whose service did not answer. */
  private static String explain(String name, IOException failure) {
    boolean sessionBroke =
        failure instanceof TruncatedStreamException
            || failure instanceof SessionLostException
            // The local connection's own failures have no cause; a session's do.
            || (!(failure instanceof FrelayException) && failure.getCause() instanceof IOException);
    return "local connection %s: %s"
        .formatted(
            name,
            sessionBroke
                ? "the peer cut the stream; its service may not answer"
                : failure.getMessage());
  }
}
