package io.frelay.testkit.report;

import io.frelay.testkit.stats.Samples;
import io.frelay.testkit.stats.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Samples as a table: for each metric the median with its quartiles, and the ratio to a row. */
public final class SamplesTable {
  /** Text of a cell without a measurement. */
  public static final String NOTHING = "–";

  private SamplesTable() {}

  /**
   * All rows and metrics.
   *
   * @param first the head of the column of rows
   * @param reference the row that the ratios are to; no ratios if it is empty or was not measured
   */
  public static Table of(String first, Samples samples, String reference) {
    Optional<String> row = Optional.of(reference).filter(name -> !name.isEmpty());
    return of(first, samples, samples.metrics().stream().map(m -> new Column(m, row)).toList());
  }

  /** All rows, and some of the metrics; no ratios to a row that was not measured. */
  public static Table of(String first, Samples samples, List<Column> columns) {
    List<String> head = new ArrayList<>(List.of(first));
    for (Column column : columns) {
      head.add(column.metric());
      reference(column, samples).ifPresent(reference -> head.add("× " + reference));
    }
    Table table = new Table(head);
    for (String row : samples.rows()) {
      List<String> cells = new ArrayList<>(List.of(row));
      for (Column column : columns) {
        String metric = column.metric();
        cells.add(samples.summary(row, metric).map(SamplesTable::cell).orElse(NOTHING));
        reference(column, samples)
            .ifPresent(
                reference ->
                    cells.add(
                        samples
                            .ratio(row, reference, metric)
                            .map(SamplesTable::ratio)
                            .orElse(NOTHING)));
      }
      table.row(cells);
    }
    return table;
  }

  private static Optional<String> reference(Column column, Samples samples) {
    return column.reference().filter(samples.rows()::contains);
  }

  /** A median with its quartiles: {@code 0.41 (0.39–0.44)}. */
  public static String cell(Summary summary) {
    return summary.count() == 1
        ? number(summary.median())
        : "%s (%s–%s)"
            .formatted(
                number(summary.median()),
                number(summary.lowerQuartile()),
                number(summary.upperQuartile()));
  }

  /** A number with three significant digits. */
  public static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
