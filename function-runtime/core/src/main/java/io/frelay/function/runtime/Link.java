package io.frelay.function.runtime;

import io.frelay.function.PeerStream;
import java.io.IOException;

/** One connected peer, as the runtime holds it: the handler sees the stream only. */
interface Link {
  PeerStream stream();

  /** What the stream broke with while the handler used it, or null. */
  IOException failure();

  /** The handler is done: ends the stream in good order. */
  void release();

  /** Cuts the stream at once, from any thread. */
  void abort();
}
