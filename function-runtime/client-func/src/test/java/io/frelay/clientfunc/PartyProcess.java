package io.frelay.clientfunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.ClientRuntime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the command with an environment and streams of its own. */
final class PartyProcess {
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Lines err = new Lines();
  final CompletableFuture<Integer> exit = new CompletableFuture<>();

  private PartyProcess() {}

  static PartyProcess start(Map<String, String> environment, String... args) {
    return start(environment, new ByteArrayInputStream(new byte[0]), args);
  }

  static PartyProcess start(Map<String, String> environment, InputStream in, String... args) {
    PartyProcess process = new PartyProcess();
    process.run(environment, in, process.out, args);
    return process;
  }

  static PartyProcess start(
      Map<String, String> environment, InputStream in, OutputStream out, String... args) {
    PartyProcess process = new PartyProcess();
    process.run(environment, in, out, args);
    return process;
  }

  private void run(
      Map<String, String> environment, InputStream in, OutputStream stdout, String... args) {
    Threads.daemon(
            () ->
                exit.complete(
                    ClientFunc.run(
                        new ClientRuntime(),
                        environment,
                        in,
                        stdout,
                        new PrintStream(err, true, UTF_8),
                        args)))
        .start();
  }

  int exitCode() throws Exception {
    return exit.get(30, TimeUnit.SECONDS);
  }

  /** Waits for its end, which is a good one. */
  void requireSuccess() throws Exception {
    assertThat(exitCode()).as(stderr()).isZero();
  }

  /** Waits for its end, with an exit code and a message. */
  void requireFailure(int code, String message) throws Exception {
    assertThat(exitCode()).isEqualTo(code);
    assertThat(stderr()).contains(message);
  }

  boolean isRunning() {
    return !exit.isDone();
  }

  String stdout() {
    return out.toString(UTF_8);
  }

  String stderr() {
    return err.toString(UTF_8);
  }

  /** The rest of the line of stderr that has this in it; waits for that. */
  String rest(String text) throws InterruptedException {
    return err.rest(text);
  }

  /** Output of the process, and threads that wait for it. */
  private static final class Lines extends ByteArrayOutputStream {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) {
      super.write(bytes, offset, count);
      notifyAll();
    }

    synchronized String rest(String text) throws InterruptedException {
      long deadline = System.nanoTime() + TIMEOUT_NANOS;
      while (true) {
        for (String line : toString(UTF_8).split("(?<=\n)", -1)) {
          if (line.endsWith("\n") && line.contains(text)) {
            return line.substring(line.indexOf(text) + text.length()).strip();
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("no '" + text + "' in: " + toString(UTF_8));
        }
        wait(left);
      }
    }
  }
}
