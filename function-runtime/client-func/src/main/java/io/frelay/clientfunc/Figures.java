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

  /**
   * @param relayed whether there was a relay to do TLS with and to wait at
   */
  static String setup(SetupTimes times, boolean relayed) {
    String atRelay =
        relayed
            ? "outer TLS %s, waiting %s, "
                .formatted(millis(times.outerTls()), millis(times.waiting()))
            : "";
    return "reach %s, %send-to-end TLS %s, total %s"
        .formatted(
            millis(times.reach()), atRelay, millis(times.endToEndTls()), millis(times.total()));
  }

  static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
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

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", millis(duration.toNanos()));
  }
}
