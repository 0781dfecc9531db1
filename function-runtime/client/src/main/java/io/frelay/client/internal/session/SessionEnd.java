package io.frelay.client.internal.session;

/** Why nothing more will happen to a session. */
public enum SessionEnd {
  /** The application closed or aborted it. */
  CLOSED_HERE,
  /** Both sides have all of it, and another session has its connection. */
  REUSED,
  /** The owner gave it up for a reason of its own. */
  FAILED_HERE,
  /** The peer ended its stream and left. */
  LEFT_BY_PEER,
  /** The peer left before the end of its stream. */
  CUT_SHORT_BY_PEER,
  /** The peer is a new process that knows nothing of the session. */
  PEER_RESTARTED,
  /** The peer's application aborted it. */
  ABORTED_BY_PEER,
  /** The peer found fault with what it was sent. */
  REFUSED_BY_PEER,
  /** The peer broke the rules of the protocol. */
  PEER_BROKE_RULES
}
