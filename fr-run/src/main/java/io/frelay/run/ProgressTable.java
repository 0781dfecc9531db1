package io.frelay.run;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A line for each party, drawn again in its place while time passes. For a terminal. */
final class ProgressTable implements ProgressListener, AutoCloseable {
  private static final int PERIOD_MS = 200;

  private final PrintWriter terminal;
  private final int width;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private boolean drawn;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private static final class Row {
    private final String target;
    private PartyState state = PartyState.PREPARING;
    private String note = "";
    private long end;

    Row(String target) {
      this.target = target;
    }
  }

  /**
   * A table of a session's parties.
   *
   * @param width columns of the terminal: a longer line would break the redrawing
   */
  ProgressTable(PrintWriter terminal, int width, Map<String, Target> targets) {
    this.terminal = terminal;
    this.width = width;
    targets.forEach((party, target) -> rows.put(party, new Row(target.name())));
    clock.scheduleAtFixedRate(this::draw, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void now(String party, PartyState state, String note) {
    Row row = rows.get(party);
    row.state = state;
    row.note = note;
    row.end = System.nanoTime();
    draw();
  }

  private synchronized void draw() {
    StringBuilder text = new StringBuilder();
    if (drawn) {
      text.append("\033[").append(rows.size()).append('A');
    }
    rows.forEach((party, row) -> text.append(line(party, row)).append("\033[K\n"));
    terminal.print(text);
    terminal.flush();
    drawn = true;
  }

  private String line(String party, Row row) {
    long end = row.state.isOver() ? row.end : System.nanoTime();
    String line =
        String.format(
            Locale.ROOT,
            "%-8s %-30s %-10s %6.1f s  %s",
            party,
            row.target,
            row.state,
            (end - start) / 1e9,
            note(row));
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 1));
  }

  /** A function that has been called waits for parties whose call has to be made again. */
  private String note(Row row) {
    if (row.state != PartyState.CONNECTED) {
      return row.note;
    }
    String retried =
        rows.entrySet().stream()
            .filter(each -> each.getValue().state == PartyState.RETRYING)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return retried.isEmpty() ? "" : "waits for " + retried;
  }

  /** Draws the table a last time, and leaves it there. */
  @Override
  public void close() {
    clock.shutdownNow();
    draw();
  }
}
