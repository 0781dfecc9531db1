package io.frelay.function;

import java.time.Duration;
import java.util.List;

/** The peers of one invocation, all connected and verified. Safe for use by several threads. */
public interface Peers {
  /**
   * The stream to a peer.
   *
   * @throws IllegalArgumentException if this invocation has no such peer
   */
  PeerStream get(String name);

  /** Their names, in the order of the request; this party's own is not among them. */
  List<String> names();

  /** This party's own name. */
  String self();

  /** Tells this session from others of the same parties; may be empty. */
  String tag();

  /**
   * Time that the invocation may still take; negative once it is up. The streams are cut and the
   * handler's thread is interrupted then.
   */
  Duration remaining();
}
