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
    FrRun.say(err, "party " + party + ": " + state + (note.isEmpty() ? "" : ": " + note));
  }
}
