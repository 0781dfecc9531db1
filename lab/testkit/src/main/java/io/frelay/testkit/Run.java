package io.frelay.testkit;

import io.frelay.testkit.process.Processes;
import io.frelay.testkit.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Arguments of a part.
 *
 * @param quick true for about ten seconds per part
 * @param rounds how often every candidate is measured
 * @param scratch a folder for what is of no use afterwards
 * @param project the checkout, and where its programs are
 * @param jdks the JDKs to run the relay with; the first is the one this runs on
 * @param externals version 1 relays that somebody else has started
 * @param processes starts processes, and ends them whatever happens
 * @param report where the results go
 * @param log for progress: a line at a time
 */
public record Run(
    boolean quick,
    int rounds,
    Path scratch,
    Checkout project,
    List<Jdk> jdks,
    List<External> externals,
    Processes processes,
    Report report,
    PrintStream log) {

  /** Says what is going on. */
  public void progress(String line) {
    log.println("bench: " + line);
  }
}
