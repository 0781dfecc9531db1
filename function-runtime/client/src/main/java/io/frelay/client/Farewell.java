package io.frelay.client;

import java.io.IOException;

/** The orderly end of a connection. */
final class Farewell {
  private Farewell() {}

  /**
   * Sends close_notify, throws away what the peer still sends until it ends too, and closes the
   * socket, all by the deadline. A socket that is closed while data is still coming in answers with
   * a reset, which can destroy data on its way to the peer.
   */
  static void say(Wire wire, TlsStream tls, Deadline deadline) {
    say(wire, tls, deadline, by -> {});
  }

  /** What is to be read of the peer's last words, by the deadline. */
  interface Reading {
    void by(Deadline deadline) throws IOException, InterruptedException;
  }

  /**
   * The same.
   *
   * @param first what to do with what the peer still sends, before the rest is thrown away
   */
  static void say(Wire wire, TlsStream tls, Deadline deadline, Reading first) {
    try {
      wire.boundReads(deadline);
      if (tls.closeOutput(deadline)) {
        wire.shutdownOutput();
        first.by(deadline);
        tls.drain(deadline);
      }
    } catch (IOException e) {
      // The connection is already broken: there is nothing left to save.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      wire.close();
    }
  }
}
