package io.frelay.testkit.report;

import java.util.Optional;

/**
 * A metric in a table of samples.
 *
 * @param metric its name among the samples
 * @param reference the row to which each row's ratio is given beside it, if any
 */
public record Column(String metric, Optional<String> reference) {
  /** Without ratios. */
  public static Column of(String metric) {
    return new Column(metric, Optional.empty());
  }

  /** With the ratio to a row. */
  public static Column against(String metric, String reference) {
    return new Column(metric, Optional.of(reference));
  }
}
