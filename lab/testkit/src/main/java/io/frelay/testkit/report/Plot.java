package io.frelay.testkit.report;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** A plot for a report. */
public final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;

  private final Chart<?, ?> chart;

  private Plot(Chart<?, ?> chart) {
    this.chart = chart;
    Styler style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal);
    style.setLegendBorderColor(Color.WHITE);
  }

  /**
   * A line or group of bars.
   *
   * @param spread half the height of the error bars, one for each value; empty for none
   */
  public record Series(String name, List<Double> values, List<Double> spread) {
    public Series(String name, List<Double> values) {
      this(name, values, List.of());
    }
  }

  /** Groups of bars: one group for each label, in it one bar of each series. */
  public static Plot bars(String title, String unit, List<String> labels, List<Series> all) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    chart.getStyler().setXAxisLabelRotation(labels.size() > 5 ? 30 : 0);
    chart.getStyler().setLegendVisible(all.size() > 1);
    for (Series series : all) {
      chart.addSeries(
          series.name(),
          labels,
          series.values(),
          series.spread().isEmpty() ? null : new ArrayList<>(series.spread()));
    }
    return new Plot(chart);
  }

  /**
   * Lines over a common x axis.
   *
   * @param logarithmic whether the x axis is
   */
  public static Plot lines(
      String title,
      String unitX,
      String unitY,
      boolean logarithmic,
      List<Double> x,
      List<Series> all) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(unitX)
            .yAxisTitle(unitY)
            .build();
    chart.getStyler().setXAxisLogarithmic(logarithmic);
    chart.getStyler().setYAxisMin(0.0);
    for (Series series : all) {
      chart.addSeries(
          series.name(), x, series.values(), series.spread().isEmpty() ? null : series.spread());
    }
    return new Plot(chart);
  }

  String title() {
    return chart.getTitle();
  }

  void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    }
  }
}
