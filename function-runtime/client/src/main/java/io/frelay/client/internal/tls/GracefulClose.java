package io.frelay.client.internal.tls;

import io.frelay.client.Deadline;
import io.frelay.client.internal.net.TcpConnection;
import java.io.IOException;
import java.time.Duration;

/** The orderly end of a connection. */
public final class GracefulClose {
  /** Time for last words where nobody is to be kept waiting. */
  public static final Duration BRIEF = Duration.ofMillis(200);

  private GracefulClose() {}

  /**
   * Sends close_notify, throws away what the peer still sends until it ends too, and closes the
   * socket, all by the deadline. A socket that is closed while data is still coming in answers with
   * a reset, which can destroy data on its way to the peer.
   */
  public static void close(TcpConnection tcp, TlsStream tls, Deadline deadline) {
    close(tcp, tls, deadline, by -> {});
  }

  /**
   * The same for a connection that another thread may be reading, which is released sooner: the
   * peer may take its time over what was sent before. With the output shut down as well, the kernel
   * would answer what the peer sends meanwhile with a reset.
   */
  public static void closeReleasingReader(TcpConnection tcp, TlsStream tls, Deadline deadline) {
    try {
      if (tls.closeOutput(deadline) && !tls.awaitReader(Deadline.in(BRIEF))) {
        tcp.shutdownInput();
        Thread.sleep(deadline.remainingMillis());
      }
    } catch (IOException e) {
      // The connection is already broken.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(tcp, tls, deadline);
  }

  /** Reads what is wanted of the peer's last words, by the deadline. */
  public interface Reading {
    void by(Deadline deadline) throws IOException, InterruptedException;
  }

  /**
   * The same.
   *
   * @param first what to do with what the peer still sends, before the rest is thrown away
   */
  public static void close(TcpConnection tcp, TlsStream tls, Deadline deadline, Reading first) {
    try {
      tcp.boundReads(deadline);
      if (tls.closeOutput(deadline)) {
        tcp.shutdownOutput();
        first.by(deadline);
        tls.drain(deadline);
      }
    } catch (IOException e) {
      // The connection is already broken: there is nothing left to save.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tcp.close();
    }
  }
}
