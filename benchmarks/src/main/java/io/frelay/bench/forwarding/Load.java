package io.frelay.bench.forwarding;

import java.io.IOException;

/** Bytes that flow as long as it is open. */
interface Load extends AutoCloseable {
  /** How much has been done so far: bytes that arrived, or round trips. */
  long done();

  /** Fails if the load has. */
  void check() throws IOException;

  /** Ends the connections. */
  @Override
  void close() throws IOException;
}
