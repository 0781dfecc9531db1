package io.frelay.bench.forwarding;

import io.frelay.testkit.process.ProcessTree;
import java.io.IOException;
import java.util.Optional;

/** Something that carries bytes between two connections. */
interface Forwarder extends AutoCloseable {
  /** As the report calls it. */
  String name();

  /** A new pair of connections, joined by it. */
  ForwardedPair connect() throws IOException;

  /** The processes that do the work; empty if there are none, or not on this machine. */
  Optional<ProcessTree> processes();

  /** Ends it. */
  @Override
  void close() throws IOException;
}
