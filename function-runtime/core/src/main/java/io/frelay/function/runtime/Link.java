package io.frelay.function.runtime;

import io.frelay.function.PeerStream;

/** One connected peer, as the runtime holds it: the handler sees the stream only. */
interface Link {
  PeerStream stream();

  /** Whether the stream broke while the handler used it; its message, or null. */
  String failure();

  /** The handler is done: ends the stream in good order. */
  void release();

  /** Cuts the stream at once, from any thread. */
  void abort();
}
