package io.frelay.chaos.soak;

import io.frelay.chaos.Balance;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.report.Section;
import io.frelay.testkit.report.Table;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Result of the run.
 *
 * @param herd what became of the generator's sessions
 * @param balance what became of those of the client library
 * @param troubles all else that is not as it has to be
 */
record Verdict(
    List<Trend> trends, List<Sample> samples, Answer herd, Balance balance, List<String> troubles) {

  boolean isGood() {
    return trends.stream().allMatch(Trend::isFlat)
        && herd.number("broken") == 0
        && herd.number("failed") == 0
        && herd.number("begun") == herd.number("ended")
        && balance.isGood()
        && troubles.isEmpty();
  }

  private Table flatness() {
    Table table =
        new Table("of the relay", "first third", "last third", "slope", "allowed", "flat");
    trends.forEach(trend -> table.row(trend.row()));
    return table;
  }

  private Table sessions() {
    Table table = new Table("sessions", "generator", "client library");
    table.row("begun", count("begun"), number(balance.sessions()));
    table.row("ended in good order", count("ended"), number(balance.clean()));
    table.row("lost", count("broken"), number(balance.sessions() - balance.clean()));
    table.row("that could not begin", count("failed"), "");
    table.row("waiters that nobody met, and left", count("strays"), "");
    table.row("resumed", "", number(balance.resumed()));
    table.row("exchanges", count("talks"), "");
    table.row("MB compared", megabytes(herd.number("bytes")), megabytes((double) balance.bytes()));
    table.row("bytes lost or foreign", wrong(), number(balance.lost() + balance.garbled()));
    table.row("bytes repeated", wrong(), number(balance.repeated()));
    table.row(
        "longest wait",
        "%.2f s".formatted(herd.number("longest") / 1e3),
        "%.2f s".formatted(balance.longestGapMillis() / 1e3));
    return table;
  }

  /** A session with a wrong byte is ended, and counts as lost. */
  private String wrong() {
    return herd.number("broken") == 0 ? "0" : "see below";
  }

  private String count(String name) {
    return number((long) herd.number(name));
  }

  private static String number(long count) {
    return "%,d".formatted(count);
  }

  private static String megabytes(double bytes) {
    return "%,.0f".formatted(bytes / 1e6);
  }

  /** The tables, and what is wrong. */
  String text() {
    String failure = herd.values().get("failure");
    Stream<String> wrong =
        Stream.concat(
            troubles.stream(),
            Stream.of("the generator: " + failure).filter(x -> !failure.equals("-")));
    StringBuilder text = new StringBuilder();
    text.append(flatness().markdown()).append('\n').append(sessions().markdown());
    wrong.forEach(line -> text.append("\nTROUBLE: ").append(line).append('\n'));
    return text.append("\n")
        .append(isGood() ? "All flat, nothing lost.\n" : "NOT GOOD.\n")
        .toString();
  }

  void write(Section section) throws IOException {
    section.text(text());
    section.csv(
        "samples",
        Stream.concat(Stream.of(Sample.HEAD), samples.stream().map(Sample::line)).toList());
  }
}
