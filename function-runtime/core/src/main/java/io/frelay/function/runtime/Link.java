package io.frelay.function.runtime;

import io.frelay.client.TraceContext;
import io.frelay.client.WrongSessionException;
import io.frelay.function.PeerStream;
import java.io.IOException;
import java.util.Optional;

/** One connected peer, as the runtime holds it: the handler sees the stream only. */
interface Link {
  PeerStream stream();

  /** Trace that the peer has said its work is part of, when it was met for this. */
  Optional<TraceContext> trace();

  /** Failure that the stream broke with while the handler used it, or null. */
  IOException failure();

  /**
   * Failure that shows at the latest when it is released: the peer has had nothing of what was
   * written.
   */
  Optional<WrongSessionException> wrongSession();

  /**
   * Returns whether the peer has not taken all that was written, as far as is known; of a
   * connection that confirms nothing it is not known.
   */
  boolean isCut();

  /** The handler is done: ends the stream in good order. */
  void release();

  /** Cuts the stream at once, from any thread. */
  void abort();
}
