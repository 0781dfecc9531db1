package io.frelay.client;

import io.frelay.client.session.SessionBinding;

/**
 * The other end is the party that was asked for, but means another session: the relay has joined
 * two sessions of the same parties, or somebody has joined one with a direct connection, or the
 * parties disagree on what this one is for. Nothing that the peer sent was given out, and the peer,
 * which finds out too, gives out nothing of ours.
 */
public final class WrongSessionException extends FrelayException {
  private static final long serialVersionUID = 1L;

  private WrongSessionException(String message) {
    super(message, null);
  }

  static WrongSessionException of(SessionBinding own, SessionBinding.Aspect differs) {
    if (own.isDirect()) { // says nothing but the session
      return new WrongSessionException(
          "our direct connection with party %s was joined with a session through a relay; see who stands between the two. Nothing of it was given out"
              .formatted(own.peer()));
    }
    String peer = "party " + own.peer();
    String tag = " (tag '" + own.tag() + "') ";
    String what =
        switch (differs) {
          case SESSION ->
              "the relay joined our session with "
                  + peer
                  + tag
                  + "with another session of the same parties; see who runs that relay";
          case USER ->
              "the relay joined our session with "
                  + peer
                  + tag
                  + "with a session of another user than "
                  + own.user()
                  + "; see who runs that relay";
          case PURPOSE ->
              peer
                  + " has come to our session"
                  + tag
                  + "for something else than "
                  + own.purpose()
                  + "; begin it for the same at both ends, or give each a tag of its own";
        };
    return new WrongSessionException(what + ". Nothing of it was given out");
  }
}
