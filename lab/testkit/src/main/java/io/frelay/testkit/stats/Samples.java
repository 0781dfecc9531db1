package io.frelay.testkit.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that was measured: by row (a candidate), metric (with its unit) and round. Rows and metrics
 * stay in the order in which they came first.
 */
public final class Samples {
  private final Map<String, Map<String, Map<Integer, Double>>> rows = new LinkedHashMap<>();
  private final Set<String> metrics = new LinkedHashSet<>();

  /** Takes one number; a later one for the same round replaces it. */
  public void add(int round, String row, String metric, double value) {
    metrics.add(metric);
    rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
        .computeIfAbsent(metric, key -> new TreeMap<>())
        .put(round, value);
  }

  /** The same samples, with these rows first and in this order. */
  public Samples inOrderOf(List<String> names) {
    Samples ordered = new Samples();
    ordered.metrics.addAll(metrics);
    for (String name : names) {
      if (rows.containsKey(name)) {
        ordered.rows.put(name, rows.get(name));
      }
    }
    rows.forEach(ordered.rows::putIfAbsent);
    return ordered;
  }

  public List<String> rows() {
    return List.copyOf(rows.keySet());
  }

  public List<String> metrics() {
    return List.copyOf(metrics);
  }

  /** Over all rounds; empty if it was never measured. */
  public Optional<Summary> summary(String row, String metric) {
    Map<Integer, Double> values = values(row, metric);
    return values.isEmpty() ? Optional.empty() : Optional.of(Summary.of(values.values()));
  }

  /**
   * Ratio to the reference: the median of each round's ratio, because a disturbance of a round
   * affects both.
   */
  public Optional<Double> ratio(String row, String reference, String metric) {
    Map<Integer, Double> values = values(row, metric);
    Map<Integer, Double> others = values(reference, metric);
    List<Double> ratios = new ArrayList<>();
    values.forEach(
        (round, value) -> {
          Double other = others.get(round);
          if (other != null && other > 0) {
            ratios.add(value / other);
          }
        });
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Summary.of(ratios).median());
  }

  /** Each sample as a line of {@code row,metric,round,value}, under a head that says so. */
  public List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("row", "metric", "round", "value"));
    rows.forEach(
        (row, byMetric) ->
            byMetric.forEach(
                (metric, byRound) ->
                    byRound.forEach(
                        (round, value) ->
                            lines.add(
                                List.of(row, metric, round.toString(), Double.toString(value))))));
    return lines;
  }

  private Map<Integer, Double> values(String row, String metric) {
    return rows.getOrDefault(row, Map.of()).getOrDefault(metric, Map.of());
  }
}
