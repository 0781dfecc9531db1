package io.frelay.function.runtime.program;

import io.frelay.function.Peers;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A program that stays: it gets a line of JSON for each invocation, one after another, and writes a
 * line of JSON for each. Whatever else it writes to stdout is a fault, and ends it.
 *
 * <p>One thread asks at a time; {@link #kill} is for any thread.
 */
final class StayingProgram implements Closeable {
  private final ProgramProcess process;
  private long invocations;
  private CompletableFuture<byte[]> waiting; // guarded by this; null if nobody waits for a line
  private boolean isLost; // guarded by this
  private String fault; // guarded by this; null if it has ended by itself

  private StayingProgram(ProgramProcess process) {
    this.process = process;
    ProgramProcess.thread("output", this::readOutput);
    process.onEnd(this::kill); // what it has started holds its stdout
  }

  /**
   * Starts it.
   *
   * @param environment all of it
   */
  static StayingProgram start(List<String> command, Map<String, String> environment)
      throws ProgramException {
    return new StayingProgram(ProgramProcess.start(command, environment));
  }

  /** Returns whether it waits for the next invocation. */
  synchronized boolean isReady() {
    return !isLost && process.isAlive();
  }

  /**
   * Gives it an invocation and waits for its line. If this fails, or is interrupted, it is of no
   * more use.
   */
  ProgramAnswer ask(ProgramJson.Writer input, Peers peers, Map<String, String> addresses)
      throws ProgramException, InterruptedException {
    long id = ++invocations;
    byte[] request = ProgramAnswer.request(id, input, peers, addresses);
    process.logAgain();
    CompletableFuture<byte[]> line = expect();
    Thread writing = ProgramProcess.thread("input", () -> write(request));
    ProgramAnswer answer = read(id, await(line));
    writing.join(ProgramProcess.LAST_MOMENT_MILLIS);
    if (writing.isAlive()) {
      lose("the program answered before it had read the invocation's line");
    }
    return answer;
  }

  private synchronized CompletableFuture<byte[]> expect() {
    waiting = new CompletableFuture<>();
    if (isLost) {
      waiting.complete(null);
    }
    return waiting;
  }

  private void write(byte[] request) {
    try {
      OutputStream in = process.input();
      in.write(request);
      in.write('\n');
      in.flush();
    } catch (IOException e) {
      // It has ended, which its output says too.
    }
  }

  private byte[] await(CompletableFuture<byte[]> line)
      throws ProgramException, InterruptedException {
    try {
      byte[] text = line.get();
      if (text == null) {
        throw ended();
      }
      return text;
    } catch (ExecutionException e) {
      throw (ProgramException) e.getCause();
    }
  }

  private ProgramException ended() throws ProgramException, InterruptedException {
    synchronized (this) {
      if (fault != null) {
        return new ProgramException(fault);
      }
    }
    if (!process.endsSoon()) {
      return new ProgramException("the program closed its output without an answer");
    }
    process.awaitLog();
    process.requireSuccess();
    return new ProgramException("the program ended without an answer (exit code 0)");
  }

  private ProgramAnswer read(long id, byte[] line) throws ProgramException {
    try {
      return ProgramAnswer.of(id, line);
    } catch (ProgramException e) {
      process.log(line);
      throw e;
    }
  }

  private void readOutput() {
    try {
      byte[] last = Lines.read(process.output(), ProgramProcess.LONGEST_ANSWER, this::take);
      if (last.length > 0) {
        process.log(last); // it ended while it wrote its answer
      }
    } catch (IOException e) {
      // It was killed.
    }
    synchronized (this) {
      isLost = true;
      if (waiting != null) {
        waiting.complete(null);
      }
    }
  }

  private synchronized void take(byte[] line, boolean isCut) {
    if (waiting == null) {
      process.log(line);
      lose("the program wrote a line to stdout that no invocation waited for");
    } else if (isCut) {
      waiting.completeExceptionally(ProgramException.tooLong());
    } else {
      waiting.complete(line);
    }
    waiting = null;
  }

  /** It is out of step, and the next invocation gets another. */
  private synchronized void lose(String why) {
    if (!isLost) {
      isLost = true;
      fault = why;
      process.warn(why + "; it is killed, and started again for the next invocation");
      kill();
    }
  }

  /** Says why an invocation that has its answer does not end. */
  void warnOfOpenConnections() {
    process.warn("it has answered, but not closed its connections to the peers");
  }

  /** Says that the next invocation gets another. */
  void warnOfReplacement() {
    process.warn("it has ended since the last invocation, and is started again");
  }

  void kill() {
    synchronized (this) {
      isLost = true; // even if it takes a moment to die
    }
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
