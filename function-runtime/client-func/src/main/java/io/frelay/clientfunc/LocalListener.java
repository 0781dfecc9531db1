package io.frelay.clientfunc;

import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import io.frelay.client.SessionLostException;
import io.frelay.client.TruncatedStreamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code listen}: a local TCP port whose connections each become a session with the {@code forward}
 * of the peer.
 *
 * <p>All sessions use one tag, and the relay takes a second request of the same party, peer and tag
 * for a replacement of the first. So only one at a time asks; the next one does when it is joined.
 */
final class LocalListener {
  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final Sessions sessions;
  private final LocalSessions running;
  private final ReentrantLock asking = new ReentrantLock(true);

  LocalListener(InetAddress address, int port, Sessions sessions, LocalSessions running)
      throws IOException {
    this.sessions = sessions;
    this.running = running;
    server = new ServerSocket();
    try {
      server.bind(new InetSocketAddress(address, port), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "cannot listen on %s port %d: %s"
              .formatted(address.getHostAddress(), port, e.getMessage()),
          e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Accepts until the port is lost. */
  void run() throws IOException, InterruptedException {
    try (server) {
      while (true) {
        running.reserve();
        Socket local = server.accept();
        local.setTcpNoDelay(true);
        int from = local.getPort();
        running.start(failure -> explain(from, failure), this::ask, () -> local);
      }
    } finally {
      running.stop();
    }
  }

  private PeerConnection ask() throws IOException, InterruptedException {
    asking.lockInterruptibly();
    try {
      return sessions.open(0);
    } finally {
      asking.unlock();
    }
  }

  /** A session that comes about and breaks is most often one whose service did not answer. */
  private static String explain(int from, IOException failure) {
    boolean sessionBroke =
        failure instanceof TruncatedStreamException
            || failure instanceof SessionLostException
            // The local connection's own failures have no cause; a session's do.
            || (!(failure instanceof FrelayException) && failure.getCause() instanceof IOException);
    return "local connection from port %d: %s"
        .formatted(
            from,
            sessionBroke
                ? "the other side ended the stream without an end; its service may not answer"
                : failure.getMessage());
  }
}
