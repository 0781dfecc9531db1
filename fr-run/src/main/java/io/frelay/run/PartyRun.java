package io.frelay.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** One party's call, with its retries. */
final class PartyRun {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private final Target target;
  private final PartyRequest request;
  private final Effects effects;
  private final ProgressListener progress;

  PartyRun(Target target, PartyRequest request, Effects effects, ProgressListener progress) {
    this.target = target;
    this.request = request;
    this.effects = effects;
    this.progress = progress;
  }

  String party() {
    return request.party();
  }

  /**
   * Prepares the call, waits until all parties have, and calls. A call that has failed before the
   * party's handler ran is made again, with the same tag, while there is time.
   *
   * @return the function's answer
   */
  String run(CountDownLatch allPrepared) throws CallFailedException, InterruptedException {
    progress.now(party(), PartyState.PREPARING, "");
    ReadyCall call = target.prepare(request, effects);
    allPrepared.countDown();
    allPrepared.await();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        progress.now(party(), PartyState.CALLED, "");
        return call.send(() -> progress.now(party(), PartyState.CONNECTED, ""));
      } catch (CallFailedException e) {
        if (!e.failure().safeToRetry() || request.deadline().remaining().compareTo(pause) <= 0) {
          throw e;
        }
        progress.now(party(), PartyState.RETRYING, e.failure().toString());
        Thread.sleep(pause.toMillis());
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }
}
