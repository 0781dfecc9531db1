package io.frelay.function.runtime.program;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a program, for one invocation: its last line of JSON is the answer. */
final class RunningProgram implements Closeable {
  private final ProgramProcess process;
  private final Thread output;
  private TokenBuffer answer; // guarded by this, as all below
  private boolean isTooLong;

  private RunningProgram(ProgramProcess process, byte[] input) {
    this.process = process;
    output = ProgramProcess.thread("output", this::readOutput);
    ProgramProcess.thread("input", () -> write(input));
  }

  /**
   * Starts it.
   *
   * @param environment all of it
   */
  static RunningProgram start(List<String> command, Map<String, String> environment, byte[] input)
      throws ProgramException {
    return new RunningProgram(ProgramProcess.start(command, environment), input);
  }

  private void write(byte[] input) {
    try (OutputStream in = process.input()) {
      in.write(input);
    } catch (IOException e) {
      // It does not read all of it, or has ended.
    }
  }

  private void readOutput() {
    try {
      byte[] last = Lines.read(process.output(), ProgramProcess.LONGEST_ANSWER, this::take);
      if (last.length > 0) {
        take(last, false);
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  private synchronized void take(byte[] line, boolean isCut) {
    if (isCut) {
      isTooLong = true;
      kill();
      return;
    }
    Optional<TokenBuffer> value = ProgramJson.read(line);
    if (value.isPresent()) {
      answer = value.get();
    } else {
      process.log(line);
    }
  }

  /** Waits until it has ended, and its output too, which a child of it may hold open. */
  void await() throws InterruptedException {
    process.await();
    output.join();
    process.awaitLog();
  }

  /** The last line of its output that is JSON. */
  synchronized TokenBuffer answer() throws ProgramException {
    if (isTooLong) {
      throw ProgramException.tooLong();
    }
    process.requireSuccess();
    if (answer == null) {
      throw new ProgramException("the program ended without a line of JSON on its output");
    }
    return answer;
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
