package io.frelay.client;

import io.frelay.client.SessionShell.Search;
import io.frelay.client.session.ClockReading;
import io.frelay.client.session.ReconnectWaits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * A session's own thread, which ends with the session: watches over its connection, and gets it
 * another one when that is lost.
 */
final class Reconnector implements Runnable {
  private final SessionShell session;
  private final String peer;
  private final Duration patience;
  private final Meeting meeting;
  private BackOff backOff;
  private ClockReading backedOffFor;

  Reconnector(SessionShell session, String peer, Duration patience, Meeting meeting) {
    this.session = session;
    this.peer = peer;
    this.patience = patience;
    this.meeting = meeting;
  }

  @Override
  public void run() {
    try {
      session.watch();
      while (session.search().isWanted()) {
        reconnect();
        session.watch();
      }
    } catch (InterruptedException e) {
      // It was closed.
    } catch (RuntimeException | Error e) {
      // A defect, or no memory: without this thread nobody would ever be told.
      session.cutOff(
          new SessionLostException("its own thread failed (" + e + ")", session.counts(), e));
      throw e;
    } finally {
      session.forget();
    }
  }

  private void reconnect() throws InterruptedException {
    FrelayException last = null;
    for (backOff(); isWanted() && left().toMillis() > 0; pause()) {
      try {
        if (tag().equals(meeting.tag()) && meeting.isTagInUse()) {
          continue; // a call of this process waits there, and would be taken over from
        }
        if (connect(at(tag(), this::longEnough))) {
          return;
        }
      } catch (PeerTimeoutException e) {
        last = e;
        if (look()) {
          return;
        }
      } catch (FrelayException e) {
        last = e;
      }
    }
    if (isWanted()) {
      session.cutOff(givenUp(last));
    }
  }

  private SessionLostException givenUp(FrelayException last) {
    WrongSessionException misjoined = session.search().misjoined();
    boolean wrongly = misjoined != null;
    return new SessionLostException(
        "party %s did not come back within %s; %s"
            .formatted(
                peer,
                Deadline.text(patience),
                wrongly ? misjoined.getMessage() : "check that it runs and reaches the relay"),
        session.counts(),
        wrongly ? misjoined : last);
  }

  /** Begins anew with every loss, unless the connection between was of no use. */
  private void backOff() throws InterruptedException {
    ClockReading loss = session.search().lostSince();
    if (loss.equals(backedOffFor)) {
      pause();
    } else {
      backedOffFor = loss;
      backOff = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(1));
    }
  }

  private void pause() throws InterruptedException {
    backOff.pause(Deadline.in(left()));
  }

  private Duration left() {
    return patience.minus(lost());
  }

  /** How long there has been no connection of use. */
  private Duration lost() {
    return ClockReading.now().since(session.search().lostSince());
  }

  private boolean isWanted() {
    return session.search().isWanted();
  }

  private String tag() {
    return session.search().resumeTag().orElse(meeting.tag());
  }

  /**
   * A peer that was restarted, or has not heard of us yet, waits where the session began. Returns
   * whether there is another connection.
   */
  private boolean look() throws InterruptedException {
    Search search = session.search();
    if (meeting.isTagInUse() || tag().equals(meeting.tag()) || search.needsNothing()) {
      return false;
    }
    try {
      return connect(at(meeting.tag(), turn -> Duration.ZERO));
    } catch (FrelayException e) {
      return false; // nobody is there
    }
  }

  private Duration longEnough(Turn turn) {
    boolean nascent = session.search().resumeTag().isEmpty();
    Duration wait = ReconnectWaits.next(nascent, lost(), ThreadLocalRandom.current());
    return Deadline.longer(wait, turn.waited());
  }

  private Encounter at(String tag, Function<Turn, Duration> wait)
      throws FrelayException, InterruptedException {
    try (Turn turn = Turn.at(tag)) {
      turn.await(Deadline.in(left()));
      Duration left = left();
      Duration whole = ReconnectWaits.LONGEST.plus(turn.waited());
      return meeting.at(
          turn, tag, Deadline.shorter(wait.apply(turn), left), Deadline.shorter(whole, left));
    }
  }

  private boolean connect(Encounter encounter) throws InterruptedException {
    if (!encounter.isResumable()) {
      encounter.wire().close();
      return false;
    }
    try {
      session.connect(new Link(encounter));
      return true;
    } catch (IOException e) {
      encounter.wire().close();
      throw new InterruptedException("interrupted while taking up a session");
    }
  }
}
