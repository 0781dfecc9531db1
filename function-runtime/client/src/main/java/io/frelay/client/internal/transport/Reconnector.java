package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.SessionLostException;
import io.frelay.client.WrongSessionException;
import io.frelay.client.internal.Durations;
import io.frelay.client.internal.dial.BackOff;
import io.frelay.client.internal.dial.ConnectionSource;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.dial.ReconnectPermit;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.ReconnectWaits;
import io.frelay.client.internal.transport.ConnectionUpkeep.Search;
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
  private final Duration reconnectTimeout;
  private final ConnectionSource source;
  private BackOff backOff;
  private ClockReading backedOffFor;
  private boolean waited; // in vain, since the loss

  Reconnector(
      SessionShell session, String peer, Duration reconnectTimeout, ConnectionSource source) {
    this.session = session;
    this.peer = peer;
    this.reconnectTimeout = reconnectTimeout;
    this.source = source;
  }

  @Override
  public void run() {
    try {
      session.connection().watch();
      while (session.connection().search().isWanted()) {
        reconnect();
        session.connection().watch();
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
        if (tag().equals(source.tag()) && source.isTagInUse()) {
          continue; // a call of this process waits there, and would be taken over from
        }
        if (connect(at(tag(), this::longEnough))) {
          return;
        }
      } catch (PeerTimeoutException e) {
        last = e;
        waited = true;
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
    WrongSessionException misjoined = session.connection().search().misjoined();
    boolean wrongly = misjoined != null;
    return new SessionLostException(
        "party %s did not come back within %s; %s"
            .formatted(
                peer,
                Deadline.text(reconnectTimeout),
                wrongly ? misjoined.getMessage() : "check that it runs and reaches the relay"),
        session.counts(),
        wrongly ? misjoined : last);
  }

  /** Begins anew with every loss, unless the connection between was of no use. */
  private void backOff() throws InterruptedException {
    ClockReading loss = session.connection().search().lostSince();
    if (loss.equals(backedOffFor)) {
      pause();
    } else {
      backedOffFor = loss;
      waited = false;
      backOff = new BackOff(Duration.ofMillis(20), Duration.ofSeconds(1));
    }
  }

  private void pause() throws InterruptedException {
    backOff.pause(Deadline.in(left()));
  }

  private Duration left() {
    return reconnectTimeout.minus(lost());
  }

  /** Time without a connection of use. */
  private Duration lost() {
    return ClockReading.now().since(session.connection().search().lostSince());
  }

  private boolean isWanted() {
    return session.connection().search().isWanted();
  }

  private String tag() {
    return session.connection().search().resumeTag().orElse(source.tag());
  }

  /**
   * A peer that was restarted, or has not heard of us yet, waits where the session began. Returns
   * whether there is another connection.
   */
  private boolean look() throws InterruptedException {
    Search search = session.connection().search();
    if (source.isTagInUse() || tag().equals(source.tag()) || search.needsNothing()) {
      return false;
    }
    try {
      return connect(at(source.tag(), permit -> Duration.ZERO));
    } catch (FrelayException e) {
      return false; // nobody is there
    }
  }

  private Duration longEnough(ReconnectPermit permit) {
    Search search = session.connection().search();
    boolean nascent = search.resumeTag().isEmpty();
    Duration wait =
        !nascent && !waited && search.mayPeerBeNascent()
            ? ReconnectWaits.BEFORE_LOOK
            : ReconnectWaits.next(nascent, lost(), ThreadLocalRandom.current());
    return Durations.longer(wait, permit.waited());
  }

  private EstablishedConnection at(String tag, Function<ReconnectPermit, Duration> wait)
      throws FrelayException, InterruptedException {
    try (ReconnectPermit permit = source.permit(tag)) {
      permit.await(Deadline.in(left()));
      Duration left = left();
      Duration whole = ReconnectWaits.LONGEST.plus(permit.waited());
      return source.at(
          permit, tag, Durations.shorter(wait.apply(permit), left), Durations.shorter(whole, left));
    }
  }

  private boolean connect(EstablishedConnection established) throws InterruptedException {
    if (!established.isResumable()) {
      established.tcp().close();
      return false;
    }
    try {
      session.connection().replace(new SessionConnection(established));
      return true;
    } catch (IOException e) {
      established.tcp().close();
      throw new InterruptedException("interrupted while taking up a session");
    }
  }
}
