package io.frelay.clientfunc;

import io.frelay.client.SetupTimes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Figures as they are printed. */
final class Figures {
  private Figures() {}

  static String setup(SetupTimes times) {
    return String.format(
        Locale.ROOT,
        "reach %.1f ms, outer TLS %.1f ms, waiting %.1f ms, end-to-end TLS %.1f ms, total %.1f ms",
        millis(times.reach()),
        millis(times.outerTls()),
        millis(times.waiting()),
        millis(times.endToEndTls()),
        millis(times.total()));
  }

  static SetupTimes median(List<SetupTimes> all) {
    return new SetupTimes(
        median(all, SetupTimes::reach),
        median(all, SetupTimes::outerTls),
        median(all, SetupTimes::waiting),
        median(all, SetupTimes::endToEndTls),
        median(all, SetupTimes::total));
  }

  private static Duration median(List<SetupTimes> all, Function<SetupTimes, Duration> step) {
    long[] nanos = all.stream().map(step).mapToLong(Duration::toNanos).toArray();
    return Duration.ofNanos(percentile(nanos, 50));
  }

  /** The smallest value that {@code percent} of all do not exceed. */
  static long percentile(long[] values, int percent) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  /** As a person says it: 30 s, 0.5 s. */
  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  static double millis(long nanos) {
    return nanos / 1e6;
  }

  private static double millis(Duration duration) {
    return millis(duration.toNanos());
  }
}
