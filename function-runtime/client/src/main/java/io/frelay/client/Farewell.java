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
    try {
      wire.boundReads(deadline);
      if (tls.closeOutput(deadline)) {
        wire.shutdownOutput();
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
