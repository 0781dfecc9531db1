package io.frelay.bench.forwarding;

import java.io.IOException;

/** Bytes that flow as long as it is open. */
interface ForwardingLoad extends AutoCloseable {
  /** Work done so far: number of received bytes or of round trips. */
  long done();

  /** Fails if the load has. */
  void check() throws IOException;

  /** Ends the connections. */
  @Override
  void close() throws IOException;
}
