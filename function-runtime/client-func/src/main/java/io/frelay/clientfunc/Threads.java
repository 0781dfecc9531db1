package io.frelay.clientfunc;

/** Threads that do not keep the process alive. */
final class Threads {
  private Threads() {}

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "session");
    thread.setDaemon(true);
    return thread;
  }
}
