package io.frelay.function.runtime.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.function.BadInputException;
import io.frelay.protocol.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A process of a program, whose stderr goes to the log. Closing it kills it, and all that it has
 * started. Safe for use by several threads.
 */
final class ProgramProcess implements Closeable {
  /** Length of an answer in bytes; about what Lambda returns. */
  static final int LONGEST_ANSWER = 6 << 20;

  /** Time for what is on its way to the log when the program has ended, and for being killed. */
  static final long LAST_MOMENT_MILLIS = 1000;

  private static final Logger LOG = Logger.getLogger(ProgramProcess.class);

  /** Variable by which the processes of a run are known. */
  private static final String MARK = "FRELAY_RUN";

  private static final int LONGEST_LOGGED = 2000;
  private static final int MAX_LOGGED = 1000;

  /** EX_DATAERR of sysexits.h. */
  private static final int BAD_INPUT = 65;

  /** Exit codes above are this and the number of a signal, of which Linux has 64. */
  private static final int SIGNAL = 128;

  private static final int MAX_SIGNALS = 64;

  private final Process process;
  private final String name;
  private final String mark;
  private final Thread errors;
  private int logged; // guarded by this

  private ProgramProcess(Process process, String name, String mark) {
    this.process = process;
    this.name = name;
    this.mark = mark;
    errors = thread("errors", this::readErrors);
  }

  /**
   * Starts it in the current folder.
   *
   * @param environment all of it, but for the mark
   */
  static ProgramProcess start(List<String> command, Map<String, String> environment)
      throws ProgramException {
    String run = UUID.randomUUID().toString();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(MARK, run);
    try {
      return new ProgramProcess(builder.start(), Printable.of(command.get(0)), MARK + "=" + run);
    } catch (IOException e) {
      throw new ProgramException("the program cannot be started; the function's log says why", e);
    }
  }

  /** Does a part of the work of one. */
  static Thread thread(String what, Runnable work) {
    Thread thread = new Thread(work, "frelay program " + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void readErrors() {
    try {
      byte[] last =
          Lines.read(process.getErrorStream(), LONGEST_LOGGED, (line, isCut) -> log(line));
      if (last.length > 0) {
        log(last);
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  InputStream output() {
    return process.getInputStream();
  }

  /** Its stdin. */
  OutputStream input() {
    return process.getOutputStream();
  }

  synchronized void log(byte[] line) {
    logged++;
    if (logged <= MAX_LOGGED) {
      String text = new String(line, 0, Math.min(line.length, LONGEST_LOGGED), UTF_8);
      LOG.infof("%s: %s", name, Printable.of(text));
    } else if (logged == MAX_LOGGED + 1) {
      LOG.warnf("%s wrote more than %d lines; the others are not logged", name, MAX_LOGGED);
    }
  }

  /** Logs what it did wrong. */
  void warn(String fault) {
    LOG.warnf("%s: %s", name, fault);
  }

  /** From now on as many lines are logged as at the start. */
  synchronized void logAgain() {
    logged = 0;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Does something when it has ended. */
  void onEnd(Runnable work) {
    process.onExit().thenRun(work);
  }

  void await() throws InterruptedException {
    process.waitFor();
  }

  /** Waits a moment for its end; returns whether that has come. */
  boolean endsSoon() throws InterruptedException {
    return process.waitFor(LAST_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Waits a moment for what it said last to be in the log. */
  void awaitLog() throws InterruptedException {
    errors.join(LAST_MOMENT_MILLIS);
  }

  /**
   * Makes sure that it ended well.
   *
   * @throws BadInputException if it says so by its exit code
   * @throws ProgramException with its exit code or signal
   */
  void requireSuccess() throws ProgramException {
    int code = process.exitValue();
    if (code == BAD_INPUT) {
      throw new BadInputException("the program refuses the input (exit code 65)");
    } else if (code > SIGNAL && code <= SIGNAL + MAX_SIGNALS) {
      throw new ProgramException("the program was ended by signal " + (code - SIGNAL));
    } else if (code != 0) {
      throw new ProgramException(
          "the program failed with exit code %d; the function's log has what it said"
              .formatted(code));
    }
  }

  /**
   * Ends it and all that it has started, at once. {@link Process#destroyForcibly} would close its
   * stdin too, and so wait for who is writing there, while a child of it lives and does not read.
   */
  void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.toHandle().destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    MarkedProcesses.kill(mark);
  }

  @Override
  public void close() {
    kill();
    try {
      boolean unused = endsSoon();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
