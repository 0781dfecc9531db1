package io.frelay.testkit.stats;

import java.util.Arrays;
import java.util.Collection;

/**
 * Some samples of one thing: the median, the quartiles around it and the extremes.
 *
 * @param count how many samples
 */
public record Summary(
    int count, double min, double lowerQuartile, double median, double upperQuartile, double max) {

  /**
   * Summary of at least one sample.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Summary of(Collection<Double> samples) {
    return of(samples.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The same. */
  public static Summary of(double... samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new Summary(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  /**
   * Quantile of the samples, interpolated between neighbours.
   *
   * @param sorted ascending, at least one
   * @param share from 0 to 1
   */
  public static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
