package io.frelay.client.internal.session;

import static io.frelay.client.internal.session.SessionRulesException.require;

import io.frelay.client.internal.session.SessionEngine.Action;

/**
 * Decides whether a connection belongs to the session: the table under "Greeting" in section 8 of
 * {@code docs/protocol.md}.
 */
final class Greeting {
  private final EngineState state;
  private final Ending ending;
  private Frame.Resume stranger;
  private int resumptions;

  Greeting(EngineState state, Ending ending) {
    this.state = state;
    this.ending = ending;
  }

  /** Starts a connection, with the own greeting as its first output. */
  void connected(boolean inherited, ClockReading now) {
    boolean begins = !state.name.isComplete();
    state.connection.connected(begins, inherited, now);
    state.sending.restart();
    state.receiving.restart();
    state.output.clear();
    state.output.add(begins ? begin() : resume());
  }

  private Frame begin() {
    return new Frame.Begin(state.name.own(), state.receiving.window());
  }

  private Frame resume() {
    return new Frame.Resume(
        state.name.own(), state.name.peer(), state.receiving.count(), state.receiving.window());
  }

  /** Judges the first frame of the peer on a connection. */
  void greeted(Frame frame, ClockReading now) throws SessionRulesException {
    if (frame instanceof Frame.Begin begin) {
      begun(begin, now);
    } else if (frame instanceof Frame.Resume resume) {
      resumed(resume, now);
    } else {
      throw new SessionRulesException("a connection that begins with type " + frame.code());
    }
  }

  private void begun(Frame.Begin begin, ClockReading now) throws SessionRulesException {
    if (!state.connection.hasBegun() && !begin.own().equals(state.name.peer())) {
      state.connection.stranger(); // GONE may follow
      return;
    }
    require(!state.sending.isAnyConfirmed(), "it has forgotten what it had confirmed");
    join(begin.own(), begin.window(), now);
    state.actions.add(Action.BEGUN);
  }

  private void resumed(Frame.Resume resume, ClockReading now) throws SessionRulesException {
    boolean began = state.connection.hasBegun();
    if (!state.name.isMeant(resume) || !(began || resume.own().equals(state.name.peer()))) {
      stranger = resume;
      state.loseConnection(Action.ANSWER, now);
      return;
    }
    state.name.setKnownToPeer();
    if (!began) {
      state.sending.resumeAt(resume.received());
      state.receiving.resume();
    } else {
      state.sending.requireSent(resume.received());
    }
    join(resume.own(), resume.window(), now);
  }

  private void join(Nonce peer, int window, ClockReading now) throws SessionRulesException {
    require(!peer.equals(state.name.own()), "our own name");
    require(
        !state.name.isComplete() || window == state.sending.peerWindow(), "a window that changes");
    state.name.setPeer(peer);
    state.sending.setPeerWindow(window);
    state.connection.opened();
    ending.opened(now);
    state.actions.add(Action.JOINED);
    if (!state.connection.isFirst()) {
      resumptions++;
      state.receiving.forgetAck(); // the last one may have been lost
      state.output.confirm();
    }
  }

  /** See {@link SessionEngine#heardOf}. */
  boolean heardOf(Frame.Resume resume) {
    SessionName name = state.name;
    if (!name.isComplete() && name.isMeant(resume) && !resume.own().equals(name.own())) {
      name.setPeer(resume.own());
      state.sending.setPeerWindow(resume.window());
    }
    if (!resume.own().equals(name.peer())) {
      return false;
    }
    if (name.isMeant(resume)) {
      name.setKnownToPeer();
    }
    return !ending.isOver();
  }

  /** The last greeting that meant another session. */
  Frame.Resume stranger() {
    return stranger;
  }

  /** Number of connections after the first over which the session went on. */
  int resumptions() {
    return resumptions;
  }
}
