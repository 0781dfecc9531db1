package io.frelay.run;

import io.frelay.run.Failure.Outlook;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Calls all parties at the same moment, each on a thread of its own. The first failure for good, or
 * the deadline, ends those that are not done.
 */
final class SessionRun {
  /**
   * Time for the other parties' own reasons after a failure. The first that is heard of may be the
   * consequence of another: a party that has lost its peer is as quick as the peer.
   */
  private static final Duration REASONS = Duration.ofSeconds(1);

  /** Time to end what calls have started, such as a job run. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(20);

  private final SessionPlan session;
  private final RunDeadline deadline;
  private final ProgressListener progress;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Map<String, Failure> failures = new LinkedHashMap<>();

  /** A party's end: an output, a failure, or neither if it was ended. */
  private record Ended(String party, String output, Failure failure) {}

  SessionRun(SessionPlan session, RunDeadline deadline, ProgressListener progress) {
    this.session = session;
    this.deadline = deadline;
    this.progress = progress;
  }

  /** Runs the session to its end. An interrupt ends all parties. */
  Outcome run(List<PartyRequest> requests, Effects effects) throws InterruptedException {
    CountDownLatch allPrepared = new CountDownLatch(requests.size());
    ExecutorService threads = Executors.newFixedThreadPool(requests.size());
    try {
      for (PartyRequest request : requests) {
        Target target = session.targets().get(request.party());
        PartyRun party = new PartyRun(target, request, effects, progress);
        threads.execute(() -> ended.add(end(party, allPrepared)));
      }
      awaitAll(requests.size());
    } finally {
      threads.shutdownNow();
      boolean unused = threads.awaitTermination(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
    }
    ended.forEach(this::note); // done while the others were ended
    requests.forEach(request -> endOf(request.party()));
    return new Outcome(inOrder(outputs), failures);
  }

  private Ended end(PartyRun party, CountDownLatch allPrepared) {
    try {
      return new Ended(party.party(), party.run(allPrepared), null);
    } catch (CallFailedException e) {
      return new Ended(party.party(), null, e.failure());
    } catch (InterruptedException e) {
      return new Ended(party.party(), null, null);
    } catch (RuntimeException e) {
      return new Ended(
          party.party(), null, Failure.of("internal", e.getClass().getName(), Outlook.UNKNOWN));
    }
  }

  private void awaitAll(int parties) throws InterruptedException {
    RunDeadline last = deadline;
    for (int left = parties; left > 0; left--) {
      Ended next = ended.poll(last.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      note(next);
      if (failures.size() == 1 && next.failure() != null) {
        RunDeadline reasons = RunDeadline.in(REASONS);
        last = reasons.nanoTime() - deadline.nanoTime() < 0 ? reasons : deadline;
      }
    }
  }

  private void note(Ended end) {
    if (end.output() != null) {
      outputs.put(end.party(), end.output());
      progress.now(end.party(), PartyState.DONE, "");
    } else if (end.failure() != null) {
      failures.put(end.party(), end.failure());
      progress.now(end.party(), PartyState.FAILED, end.failure().toString());
    }
  }

  private void endOf(String party) {
    if (outputs.containsKey(party) || failures.containsKey(party)) {
      return;
    }
    if (deadline.remaining().isNegative()) {
      Failure late = Failure.of("deadline", "no answer within the deadline", Outlook.MAY_PASS);
      note(new Ended(party, null, late));
    } else {
      progress.now(party, PartyState.ENDED, "because another party failed");
    }
  }

  private Map<String, String> inOrder(Map<String, String> byParty) {
    Map<String, String> ordered = new LinkedHashMap<>();
    for (String party : session.targets().keySet()) {
      if (byParty.containsKey(party)) {
        ordered.put(party, byParty.get(party));
      }
    }
    return ordered;
  }
}
