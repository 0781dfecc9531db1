package io.frelay.chaos.soak;

import java.util.List;
import java.util.Locale;

/**
 * Trend of a resource: the medians of the first and the last third of its samples, and the slope of
 * the line through all samples (least squares).
 *
 * @param unit such as {@code MB}
 * @param slope in units per hour
 * @param allowance how much more the last third may have than the first
 */
record Trend(String what, String unit, double first, double last, double slope, double allowance) {
  /** One sample. */
  record Point(double seconds, double value) {}

  /** Allowed growth: a share of the present amount, plus a constant. */
  record Allowance(double share, double more) {}

  /**
   * @param points in the order of time, at least three
   */
  static Trend of(String what, String unit, List<Point> points, Allowance allowance) {
    int third = points.size() / 3;
    if (third == 0) {
      throw new IllegalArgumentException(what + ": three samples are the least");
    }
    double first = median(points.subList(0, third));
    double last = median(points.subList(points.size() - third, points.size()));
    return new Trend(
        what, unit, first, last, slope(points), first * allowance.share() + allowance.more());
  }

  boolean isFlat() {
    return last - first <= allowance;
  }

  List<String> row() {
    return List.of(
        what,
        number(first),
        number(last),
        String.format(Locale.ROOT, "%+.1f", slope) + (unit.isEmpty() ? "/h" : " " + unit + "/h"),
        number(first + allowance),
        isFlat() ? "yes" : "NO");
  }

  private String number(double value) {
    return unit.isEmpty()
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.1f %s", value, unit);
  }

  private static double median(List<Point> points) {
    double[] sorted = points.stream().mapToDouble(Point::value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double slope(List<Point> points) {
    double time = points.stream().mapToDouble(Point::seconds).average().orElseThrow();
    double value = points.stream().mapToDouble(Point::value).average().orElseThrow();
    double above = 0;
    double below = 0;
    for (Point point : points) {
      above += (point.seconds() - time) * (point.value() - value);
      below += (point.seconds() - time) * (point.seconds() - time);
    }
    return below == 0 ? 0 : above / below * 3600;
  }
}
