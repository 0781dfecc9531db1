package io.frelay.scenarios.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A launcher in {@code bin/}, run as a person runs it, from a folder of its own. */
public final class Command implements AutoCloseable {
  private final Process process;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
  private final Future<byte[]> out;
  private final Future<byte[]> err;

  private Command(Process process) {
    this.process = process;
    this.out = Parties.run(() -> read(process.getInputStream(), said));
    this.err = Parties.run(() -> read(process.getErrorStream(), complained));
  }

  /** What a command that has ended leaves. */
  public record Result(int exit, String out, String err) {}

  /** Starts it, with these variables besides those of the test. */
  public static Command start(
      Path folder, Map<String, String> environment, String launcher, String... arguments) {
    List<String> words = new ArrayList<>(List.of(Project.launcher(launcher).toString()));
    words.addAll(List.of(arguments));
    return start(folder, environment, words);
  }

  /** Runs a script, which may call launchers by their paths. */
  public static Result shell(Path folder, Map<String, String> environment, String script)
      throws Exception {
    return start(folder, environment, List.of("sh", "-euc", script)).result();
  }

  private static Command start(Path folder, Map<String, String> environment, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.directory(folder.toFile());
    builder.environment().put("FRELAY_JAVA_OPTS", Project.BRIEF_JVM);
    builder.environment().putAll(environment);
    try {
      return new Command(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes to its standard input and closes that; in the background. */
  public void give(byte[] input) {
    Parties.run(
        () -> {
          try (var in = process.getOutputStream()) {
            in.write(input);
          }
          return null;
        });
  }

  /** Writes to its standard input, which stays open. */
  public void giveWithoutEnd(byte[] input) throws IOException {
    process.getOutputStream().write(input);
    process.getOutputStream().flush();
  }

  /** Asks it to end, as ^C and a platform do. */
  public void stop() {
    process.toHandle().destroy();
  }

  /** Ends it as kill -9 does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The exit code, once it has ended. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running");
    }
    return process.exitValue();
  }

  /** Waits until so many bytes have come from its standard output. */
  public void awaitOutput(int bytes) {
    Awaitility.await().until(() -> said.size() >= bytes);
  }

  /** Waits until its standard error has this in it. */
  public void awaitError(String text) {
    Awaitility.await().until(() -> complained.toString(StandardCharsets.UTF_8).contains(text));
  }

  /** All of its standard output, once it has ended. */
  public byte[] output() throws Exception {
    return Parties.await(out);
  }

  /** The same as text. */
  public String text() throws Exception {
    return new String(output(), StandardCharsets.UTF_8);
  }

  /** All of its standard error, once it has ended. */
  public String errors() throws Exception {
    return new String(Parties.await(err), StandardCharsets.UTF_8);
  }

  /** Waits for its end. */
  public Result result() throws Exception {
    return new Result(exitCode(), text(), errors());
  }

  private static byte[] read(InputStream in, ByteArrayOutputStream to) throws IOException {
    in.transferTo(to);
    return to.toByteArray();
  }

  @Override
  public void close() {
    stop();
  }
}
