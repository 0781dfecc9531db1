package io.frelay.protocol;

/**
 * Members of a version 2 request for prepared connections: connections to the relay that stand
 * authenticated for a while before they make their request.
 */
public enum Preparation {
  /** Nothing: the relay's answer says nothing of them either. */
  UNKNOWN,
  /** The party wants to be told whether the relay lets it prepare connections. */
  WANTED,
  /** The same, and this connection has been prepared: the party wants to hear that it has lived. */
  USED
}
