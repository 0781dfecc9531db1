package io.frelay.testkit.report;

import io.frelay.testkit.stats.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A part of a {@link Report}: text, tables and plots in the order in which they were added. */
public final class Section {
  private final Path folder;
  private final String name;
  private final StringBuilder text = new StringBuilder();

  Section(Path folder, String name, String heading) {
    this.folder = folder;
    this.name = name;
    text.append("## ").append(heading).append('\n');
  }

  /** A paragraph. */
  public Section text(String paragraph) {
    text.append('\n').append(paragraph).append('\n');
    return this;
  }

  /** A heading below the section's. */
  public Section heading(String heading) {
    text.append("\n### ").append(heading).append('\n');
    return this;
  }

  /** A table. */
  public Section table(Table table) {
    text.append('\n').append(table.markdown());
    return this;
  }

  /** A table of medians, with the samples beside it as {@code NAME-what.csv}. */
  public Section samples(String what, String first, Samples samples, String reference)
      throws IOException {
    table(SamplesTable.of(first, samples, reference));
    return csv(what, samples.lines());
  }

  /** The same, with some of the metrics in the table; the file has them all. */
  public Section samples(String what, String first, Samples samples, List<Column> columns)
      throws IOException {
    table(SamplesTable.of(first, samples, columns));
    return csv(what, samples.lines());
  }

  /** Raw data as {@code NAME-what.csv}; the first line is the head. */
  public Section csv(String what, List<List<String>> lines) throws IOException {
    return file(
        what + ".csv",
        lines.stream()
            .map(line -> line.stream().map(Section::quoted).collect(Collectors.joining(",")))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  /** Raw data as {@code NAME-what}, in any format. */
  public Section file(String what, String content) throws IOException {
    String file = name + "-" + what;
    Files.writeString(folder.resolve(file), content);
    text.append("\n[").append(file).append("](").append(file).append(")\n");
    return this;
  }

  /** A plot as {@code NAME-what.svg}; a note instead if this machine cannot draw. */
  public Section plot(String what, Plot plot) throws IOException {
    String file = name + "-" + what + ".svg";
    try {
      plot.write(folder.resolve(file));
      text.append("\n![").append(plot.title()).append("](").append(file).append(")\n");
    } catch (LinkageError | RuntimeException e) {
      // A JDK without its desktop libraries, or a machine without fonts.
      text("(No plot: this machine cannot draw text: %s)".formatted(e));
    }
    return this;
  }

  String markdown() {
    return text.toString();
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
