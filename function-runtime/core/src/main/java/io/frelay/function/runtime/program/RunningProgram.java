package io.frelay.function.runtime.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.BadInputException;
import io.frelay.function.runtime.ExactJson;
import io.frelay.protocol.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** One run of a program. Closing it kills it, and all below it whose parents still run. */
final class RunningProgram implements Closeable {
  private static final Logger LOG = Logger.getLogger(RunningProgram.class);

  /** About what Lambda returns. */
  private static final int LONGEST_ANSWER = 6 << 20;

  private static final int LONGEST_LOGGED = 2000;
  private static final int MOST_LOGGED = 1000;

  /** Time for what is on its way to the log when the program has ended, and for being killed. */
  private static final long LAST_MOMENT_MILLIS = 1000;

  /** EX_DATAERR of sysexits.h. */
  private static final int BAD_INPUT = 65;

  /** Exit codes above are 128 and the number of a signal. */
  private static final int SIGNAL = 128;

  private static final ObjectReader JSON =
      ExactJson.MAPPER
          .readerFor(TokenBuffer.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Process process;
  private final String name;
  private final Thread output;
  private final Thread errors;
  private TokenBuffer answer; // guarded by this, as all below
  private String tooLong;
  private int logged;

  private RunningProgram(Process process, String name, byte[] input) {
    this.process = process;
    this.name = name;
    output = thread("output", this::readOutput);
    errors = thread("errors", this::readErrors);
    thread("input", () -> write(input));
  }

  /**
   * Starts it in the current folder.
   *
   * @param environment all of it
   */
  static RunningProgram start(List<String> command, Map<String, String> environment, byte[] input)
      throws ProgramException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new RunningProgram(builder.start(), Printable.of(command.get(0)), input);
    } catch (IOException e) {
      throw new ProgramException("the program cannot be started; the function's log says why", e);
    }
  }

  private static Thread thread(String what, Runnable work) {
    Thread thread = new Thread(work, "frelay program " + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void write(byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // It does not read all of it, or has ended.
    }
  }

  private void readErrors() {
    try {
      Lines.read(process.getErrorStream(), LONGEST_LOGGED, (line, isCut) -> log(line));
    } catch (IOException e) {
      // It was killed.
    }
  }

  private void readOutput() {
    try {
      Lines.read(process.getInputStream(), LONGEST_ANSWER, this::takeOutput);
    } catch (IOException e) {
      // It was killed.
    }
  }

  private synchronized void takeOutput(String line, boolean isCut) {
    if (isCut) {
      tooLong = "the program wrote a line of more than %d bytes".formatted(LONGEST_ANSWER);
      kill();
      return;
    }
    try {
      answer = JSON.readValue(line);
    } catch (JsonProcessingException e) {
      log(line);
    }
  }

  private synchronized void log(String line) {
    logged++;
    if (logged <= MOST_LOGGED) {
      String text = line.length() > LONGEST_LOGGED ? line.substring(0, LONGEST_LOGGED) : line;
      LOG.infof("%s: %s", name, Printable.of(text));
    } else if (logged == MOST_LOGGED + 1) {
      LOG.warnf("%s wrote more than %d lines; the others are not logged", name, MOST_LOGGED);
    }
  }

  /** Waits until it has ended, and its output too, which a child of it may hold open. */
  void await() throws InterruptedException {
    process.waitFor();
    output.join();
    errors.join(LAST_MOMENT_MILLIS);
  }

  /** The last line of its output that is JSON. */
  synchronized TokenBuffer answer() throws ProgramException, BadInputException {
    if (tooLong != null) {
      throw new ProgramException(tooLong);
    }
    int code = process.exitValue();
    if (code == BAD_INPUT) {
      throw new BadInputException("the program refuses the input (exit code 65)");
    } else if (code > SIGNAL) {
      throw new ProgramException("the program was ended by signal " + (code - SIGNAL));
    } else if (code != 0) {
      throw new ProgramException(
          "the program failed with exit code %d; the function's log has what it said"
              .formatted(code));
    } else if (answer == null) {
      throw new ProgramException("the program ended without a line of JSON on its output");
    }
    return answer;
  }

  /** Ends it and all that it has started, at once. */
  void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    kill();
    try {
      boolean unused = process.waitFor(LAST_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
