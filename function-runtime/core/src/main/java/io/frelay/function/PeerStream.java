package io.frelay.function;

import io.frelay.client.Messages;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A stream to a peer and one from it, encrypted and authenticated end to end. One thread may read
 * while another writes. The runtime closes it after the handler.
 */
public interface PeerStream {
  /**
   * Stream of what the peer sends. It ends with -1 only if the peer ended its direction in good
   * order.
   */
  InputStream in();

  /** Stream of what the peer is to receive. Not buffered: each write is sent at once. */
  OutputStream out();

  /**
   * The stream as messages of at most {@link Messages#DEFAULT_MAX_BYTES}; use it or the streams.
   */
  default Messages messages() {
    return new Messages(in(), out(), Messages.DEFAULT_MAX_BYTES);
  }

  /**
   * Returns the stream of a name, beside others to the same peer that do not wait for each other;
   * then {@link #in} and {@link #out} of this are not for use. The peer's handler asks for the same
   * names. Ends, limits and errors are those of {@link
   * io.frelay.client.PeerConnection#stream(String)}.
   *
   * @param name 1 to 255 bytes in UTF-8
   * @throws IOException if the peer's client does not know named streams, or the session is over
   */
  default PeerStream stream(String name) throws IOException {
    throw new UnsupportedOperationException("no named streams here");
  }

  /**
   * Ends the own direction after all that was written, as {@link java.net.Socket#shutdownOutput}
   * does; the peer's flows on. Idempotent.
   */
  void finish() throws IOException;

  /** Verified peer of the stream. */
  PeerIdentity peer();

  /** Facts about how the session came about. */
  SessionFacts facts();
}
