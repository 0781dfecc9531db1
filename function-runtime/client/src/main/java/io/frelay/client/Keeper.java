package io.frelay.client;

import io.frelay.client.session.Frame;
import io.frelay.client.session.GoneReason;
import io.frelay.client.session.SessionRulesException;
import io.frelay.client.session.SessionState.Greeting;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Keeps a session alive, in a thread of its own that ends with the session: takes it up again over
 * another connection, finds out dead ones, and hears the peer while the application does not.
 */
final class Keeper implements Runnable {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** A clock that jumps by more than this says that the process stood still. */
  private static final Duration STOOD_STILL = Duration.ofSeconds(3);

  /** After it stood still, so long the peer has to show that it is there. */
  private static final Duration PROOF = Duration.ofSeconds(2);

  private static final Duration GREETING = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(10);

  /** If the peer was heard more lately than that, the application reads. */
  private static final Duration QUIET = Duration.ofMillis(500);

  /** How long to wait where only this session's other side can come, before looking elsewhere. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(3);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final SessionCore core;
  private final Inflow in;
  private final Outflow out;
  private final Meeting meeting;
  private volatile Moment lastTick = Moment.now();
  private BackOff backOff;
  private Moment backedOffFor;
  private WrongSessionException misjoined; // the last time that the relay joined us with others

  Keeper(SessionCore core, Inflow in, Outflow out, Meeting meeting) {
    this.core = core;
    this.in = in;
    this.out = out;
    this.meeting = meeting;
  }

  @Override
  public void run() {
    core.lock.lock();
    try {
      while (!core.isOver()) {
        if (core.link() == null) {
          core.lock.unlock();
          try {
            resume();
          } finally {
            core.lock.lock();
          }
        } else {
          watch(core.link());
        }
        lastTick = Moment.now();
      }
    } catch (InterruptedException e) {
      // It was closed.
    } catch (RuntimeException | Error e) {
      // A defect, or no memory: without this thread nobody would ever be told.
      core.cutOff(new SessionLostException("its keeper failed (" + e + ")", core.counts(), e));
      throw e;
    } finally {
      LiveSessions.remove(core);
      core.lock.unlock();
    }
  }

  /**
   * Before the application uses the stream: whether the peer has to prove first that it is there.
   */
  void checkClock() {
    if (Moment.now().since(lastTick).compareTo(STOOD_STILL) <= 0) {
      return;
    }
    core.lock.lock();
    try {
      thawed();
    } finally {
      core.lock.unlock();
    }
  }

  private void thawed() {
    Link link = core.link();
    if (link != null && !link.isSuspected()) {
      lastTick = Moment.now();
      link.suspect();
      out.ping();
    }
  }

  // --- while there is a connection; with the lock held ---

  @SuppressWarnings("WaitNotInLoop") // run() is the loop
  private void watch(Link link) throws InterruptedException {
    if (core.isLeaving()) {
      in.discard();
      if (out.isLeaveDue(link)) {
        out.leave(link);
      }
    }
    if (mayHear() && (link.isMute() || core.state.isOutputEnded())) {
      hear(link, Deadline.in(TICK)); // what came before it broke; how the peer ends
    } else if (core.broken.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    if (core.link() != link) {
      return;
    }
    if (Moment.now().since(lastTick).compareTo(STOOD_STILL) > 0) {
      thawed();
    }
    if (mayHear() && link.silence().compareTo(QUIET) > 0) {
      hear(link, Deadline.in(GLANCE));
    }
    out.confirmSoon();
    if (core.link() == link) {
      judge(link);
    }
  }

  /** Reads what there is; with the lock held. */
  private void hear(Link link, Deadline bound) {
    try {
      while (core.link() == link && !core.isOver() && mayHear()) {
        in.advance(link, bound);
      }
    } catch (IOException e) {
      // Nothing more for now.
    }
  }

  private boolean mayHear() {
    return !in.isBusy() && !in.isWanted();
  }

  private void judge(Link link) {
    Duration limit = link.isSuspected() ? PROOF : core.options.pongWithin();
    if (link.isAsked()) {
      if (link.askedFor().compareTo(limit) > 0) {
        core.lost(link);
      }
    } else if (link.silence().compareTo(core.options.pingEvery()) >= 0) {
      link.ask();
      out.ping();
    }
  }

  // --- while there is none; without the lock ---

  private void resume() throws InterruptedException {
    FrelayException last = null;
    misjoined = null;
    for (backOff(); isWanted() && left().toMillis() > 0; pause()) {
      try {
        if (tag().equals(meeting.tag()) && meeting.isTagInUse()) {
          continue; // a call of this process waits there, and would be taken over from
        }
        if (takeUp(at(tag(), this::longEnough))) {
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
      core.end(givenUp(last));
    }
  }

  private SessionLostException givenUp(FrelayException last) {
    boolean wrongly = misjoined != null;
    return new SessionLostException(
        "party %s did not come back within %s; %s"
            .formatted(
                core.peer,
                Deadline.text(core.options.patience()),
                wrongly ? misjoined.getMessage() : "check that it runs and reaches the relay"),
        core.counts(),
        wrongly ? misjoined : last);
  }

  /** Begins anew with every loss, unless the connection between was of no use. */
  private void backOff() throws InterruptedException {
    Moment loss = lostSince();
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
    return core.options.patience().minus(Moment.now().since(lostSince()));
  }

  private Moment lostSince() {
    core.lock.lock();
    try {
      return core.lostSince();
    } finally {
      core.lock.unlock();
    }
  }

  private boolean isWanted() {
    core.lock.lock();
    try {
      return !core.isOver();
    } finally {
      core.lock.unlock();
    }
  }

  private String tag() {
    core.lock.lock();
    try {
      return core.state.isEstablished() ? core.state.resumeTag() : meeting.tag();
    } finally {
      core.lock.unlock();
    }
  }

  /**
   * A peer that was restarted, or has not heard of us yet, waits where the session began. Returns
   * whether the session goes on.
   */
  private boolean look() throws InterruptedException {
    if (meeting.isTagInUse() || tag().equals(meeting.tag()) || needsNothing()) {
      return false;
    }
    try {
      return takeUp(at(meeting.tag(), turn -> Duration.ZERO));
    } catch (FrelayException e) {
      return false; // nobody is there
    }
  }

  /** A peer that has not heard our last word knows where to come for it. */
  private boolean needsNothing() {
    core.lock.lock();
    try {
      return core.isLeaving() && core.state.isComplete();
    } finally {
      core.lock.unlock();
    }
  }

  /** The longer it takes us to get through, the longer it may take the peer. */
  private Duration longEnough(Turn turn) {
    Duration lost = Moment.now().since(lostSince());
    Duration bounded = Deadline.longer(FIRST_WAIT, Deadline.shorter(lost, LONGEST_WAIT));
    return Deadline.longer(bounded, turn.waited());
  }

  private Encounter at(String tag, Function<Turn, Duration> patience)
      throws FrelayException, InterruptedException {
    try (Turn turn = Turn.at(tag)) {
      turn.await(Deadline.in(left()));
      Duration left = left();
      Duration whole = LONGEST_WAIT.plus(turn.waited());
      return meeting.at(
          turn, tag, Deadline.shorter(patience.apply(turn), left), Deadline.shorter(whole, left));
    }
  }

  private boolean takeUp(Encounter encounter) throws InterruptedException {
    Link link = new Link(encounter);
    boolean taken = false;
    try {
      link.boundReads(Deadline.in(GREETING));
      taken = encounter.isResumable() && greet(link);
    } catch (SessionRulesException e) {
      core.end(e);
      out.breakOff(link, GoneReason.BROKEN_RULES);
    } catch (WrongSessionException e) {
      misjoined = e; // the next connection may be better
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while taking up a session");
      }
      // It broke again.
    } finally {
      if (!taken) {
        link.cut();
      }
    }
    return taken;
  }

  private boolean greet(Link link) throws IOException {
    link.send(greeting());
    Frame answer = link.next();
    Greeting meaning = meaning(link, answer);
    if (meaning == Greeting.OURS) {
      return true;
    }
    if (meaning == Greeting.ANOTHER_RESUMES) {
      LiveSessions.answerStranger(link, answer);
    }
    if (meaning != null) {
      answer = untilGone(link);
    }
    if (answer instanceof Frame.Gone gone && core.state.isMeant(gone)) {
      core.gone(gone.reason());
    }
    return false;
  }

  private Frame greeting() throws IOException {
    core.lock.lock();
    try {
      while (in.isBusy() || out.isBusy()) { // still with the connection that is lost
        core.await(null);
      }
      return core.state.greet();
    } finally {
      core.lock.unlock();
    }
  }

  private Greeting meaning(Link link, Frame answer) throws IOException {
    core.lock.lock();
    try {
      if (answer == null || answer instanceof Frame.Gone) {
        return null;
      }
      Greeting meaning = core.state.greeted(answer);
      if (meaning == Greeting.OURS) {
        if (core.isOver()) {
          return null;
        }
        if (answer instanceof Frame.Begin) {
          LiveSessions.begun(core);
        }
        core.setLink(link);
        out.confirmAgain();
        out.flushSoon();
      }
      return meaning;
    } finally {
      core.lock.unlock();
    }
  }

  /** What a new peer says behind its greeting; data that it has sent by then is passed over. */
  private static Frame untilGone(Link link) throws IOException {
    byte[] waste = new byte[1 << 12];
    Frame frame = link.next();
    while (frame != null && !(frame instanceof Frame.Gone)) {
      while (link.dataLeft() > 0) {
        link.read(waste, 0, waste.length);
      }
      frame = link.next();
    }
    return frame;
  }
}
