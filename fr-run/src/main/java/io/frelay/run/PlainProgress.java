package io.frelay.run;

import java.io.PrintWriter;

/** A line for each change, for logs. */
final class PlainProgress implements ProgressListener {
  private final PrintWriter err;

  PlainProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public synchronized void now(String party, PartyState state, String note) {
    err.printf("fr-run: party %s: %s%s%n", party, state, note.isEmpty() ? "" : ": " + note);
    err.flush();
  }
}
