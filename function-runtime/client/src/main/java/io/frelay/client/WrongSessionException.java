package io.frelay.client;

/**
 * The other end is the party that was asked for, but means another session: the relay has joined
 * two sessions of the same parties, or somebody has joined one with a direct connection, or the
 * parties disagree on what this one is for. Nothing that the peer sent was given out, and the peer,
 * which finds out too, gives out nothing of ours.
 */
public final class WrongSessionException extends FrelayException {
  private static final long serialVersionUID = 1L;

  public WrongSessionException(String message) {
    super(message, null);
  }
}
