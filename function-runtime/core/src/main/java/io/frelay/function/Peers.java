package io.frelay.function;

import io.frelay.client.group.Group;
import io.frelay.client.group.GroupException;
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
   * This party and all its peers as a group, with the operations of MPI. The first call connects
   * it, by sessions of its own beside the streams, within the invocation's time; all parties'
   * handlers must call it. Ranks follow the order of the names as strings: 10 is before 2. The
   * runtime closes the group after the handler.
   *
   * @throws GroupException that names all who are missing, and why
   * @throws InterruptedException if the invocation's time is up
   */
  Group group() throws GroupException, InterruptedException;

  /**
   * Time that the invocation may still take; negative once it is up. The streams are cut and the
   * handler's thread is interrupted then.
   */
  Duration remaining();
}
