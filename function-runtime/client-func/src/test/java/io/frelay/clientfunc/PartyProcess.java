package io.frelay.clientfunc;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
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
                        environment, in, stdout, new PrintStream(err, true, UTF_8), args)))
        .start();
  }

  int exitCode() throws Exception {
    return exit.get(30, TimeUnit.SECONDS);
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
}
