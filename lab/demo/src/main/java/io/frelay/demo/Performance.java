package io.frelay.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One run of the demo, from the first process to the last file: whichever way it ends, by itself,
 * by a signal or by its time limit, no process and no file of it is left.
 */
final class Performance {
  /** What is shown. */
  interface Story {
    void tell(Terminal terminal, Programs programs, WorkFolder folder, Checks checks)
        throws DemoFailure, InterruptedException;
  }

  /** A signal to the whole process group may end a child before we hear of it ourselves. */
  private static final long SIGNAL_MILLIS = 500;

  private final Terminal terminal;
  private final boolean keep;
  private final Duration limit;
  private final Children children = new Children();
  private final CountDownLatch cutShort = new CountDownLatch(1);
  private WorkFolder folder;
  private boolean over;

  /**
   * @param keep whether the folder is to stay
   * @param limit how long the run may take
   */
  Performance(Terminal terminal, boolean keep, Duration limit) {
    this.terminal = terminal;
    this.keep = keep;
    this.limit = limit;
  }

  /**
   * Runs it.
   *
   * @return whether all of it was true
   */
  boolean run(Path root, Story story) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "cleanup"));
    watch();
    try {
      Checks checks = new Checks();
      story.tell(terminal, new Programs(root, children), begin(), checks);
      boolean clean = end();
      checks.add(
          "nothing is left behind",
          clean,
          keep ? "except the folder, as requested" : "no process, no file");
      return conclude(checks);
    } catch (DemoFailure e) {
      if (!cutShort.await(SIGNAL_MILLIS, TimeUnit.MILLISECONDS)) {
        terminal.failure(e.getMessage(), e.output());
        sayWhatIsKept();
        end();
      }
      return false;
    }
  }

  private boolean conclude(Checks checks) {
    sayWhatIsKept();
    terminal.title("Checks");
    checks.all().forEach(terminal::check);
    boolean all = checks.passed() == checks.all().size();
    String count = checks.passed() + " of " + checks.all().size() + " checks passed";
    terminal.verdict(all, all ? "Success: " + count + "." : "Failure: only " + count + ".");
    return all;
  }

  private void watch() {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(limit.toMillis());
                stop("The demo did not finish within " + limit.toSeconds() + " s.");
                System.exit(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "time limit");
    watch.setDaemon(true);
    watch.start();
  }

  private void onShutdown() {
    if (!isOver()) {
      stop("Interrupted.");
      end();
    }
  }

  private synchronized void sayWhatIsKept() {
    if (keep && folder != null) {
      terminal.quiet("The certificates are kept in " + folder.path());
    }
  }

  /** From here on what fails, fails because of this. */
  private void stop(String reason) {
    if (cutShort.getCount() > 0) {
      cutShort.countDown();
      terminal.failure(reason + " Ending all processes.", "");
      sayWhatIsKept();
      terminal.mute();
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized WorkFolder begin() throws DemoFailure {
    if (over) {
      throw new DemoFailure("the demo is ending");
    }
    folder = WorkFolder.create();
    return folder;
  }

  private synchronized boolean end() {
    over = true;
    children.end();
    boolean gone = folder == null || keep || folder.delete();
    return gone && children.allEnded();
  }
}
