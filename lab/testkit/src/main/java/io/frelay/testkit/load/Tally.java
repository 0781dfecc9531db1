package io.frelay.testkit.load;

import java.util.Arrays;
import java.util.Locale;

/** Results and durations of a number of attempts. Confined to one thread. */
final class Tally {
  private long[] nanos = new long[1024];
  private int done;
  private int failed;
  private String firstFailure = "";

  void done(long took) {
    if (done == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * done);
    }
    nanos[done++] = took;
  }

  void failed(Throwable cause) {
    if (failed++ == 0) {
      firstFailure = String.valueOf(cause);
    }
  }

  int ended() {
    return done + failed;
  }

  /** Takes in another's; afterwards this stands for both. */
  Tally add(Tally other) {
    for (int i = 0; i < other.done; i++) {
      done(other.nanos[i]);
    }
    failed += other.failed;
    firstFailure = firstFailure.isEmpty() ? other.firstFailure : firstFailure;
    return this;
  }

  /** One line: counts, and milliseconds at the median, the 99th percentile and the worst. */
  String text() {
    long[] sorted = Arrays.copyOf(nanos, done);
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "done=%d failed=%d p50=%.3f p90=%.3f p99=%.3f max=%.3f failure=%s",
        done,
        failed,
        millis(sorted, 0.50),
        millis(sorted, 0.90),
        millis(sorted, 0.99),
        millis(sorted, 1),
        firstFailure.isEmpty() ? "-" : firstFailure.replaceAll("\\s+", "_"));
  }

  private static double millis(long[] sorted, double quantile) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
