package io.frelay.bench.forwarding;

/** The load generators' threads: none of them keeps the program from ending. */
final class LoadThreads {
  private LoadThreads() {}

  static Thread start(Runnable task) {
    Thread thread = new Thread(task, "load");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
