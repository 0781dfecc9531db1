package io.frelay.client.group;

import io.frelay.client.FrelayException;
import java.util.List;

/**
 * A group did not come together, or an operation failed. The group is of no further use then: every
 * later call fails in the same way, at all members.
 */
public final class GroupException extends FrelayException {
  private static final long serialVersionUID = 1L;

  /** Cause of the end of a group. */
  public enum Reason {
    /** Members did not come, or could not be connected. */
    MISSING,
    /** A member's session broke, or nothing was heard of it for {@link GroupOptions#silence}. */
    LOST,
    /** A member closed the group before this operation. */
    LEFT,
    /** An operation took longer than it was given. */
    TIMEOUT,
    /** Two members do not mean the same group, or called different operations. */
    MISMATCH,
    /** A member sent what the rules do not allow, or too much. */
    PROTOCOL,
    /** A member's program gave up: it was interrupted, or its operator failed. */
    ABANDONED,
    /** The group was closed here. */
    CLOSED
  }

  private final Reason reason;
  private final List<String> members;

  GroupException(Reason reason, List<String> members, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.members = List.copyOf(members);
  }

  /** Returns what happened. */
  public Reason reason() {
    return reason;
  }

  /** Returns the members that it is about, in the order of the group. */
  public List<String> members() {
    return members;
  }
}
