package io.frelay.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of the relay's program. */
final class LocalRelayProcess implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("relay listens on \\S+:(\\d+) ");
  private static final Pattern MANAGEMENT =
      Pattern.compile("health and metrics at (http://\\S+/q/)health");

  /** Far more than it takes, also where others have the machine's cores. */
  private static final long START_SECONDS = 60;

  private static final long STOP_SECONDS = 5;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final CompletableFuture<String> management = new CompletableFuture<>();

  private LocalRelayProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @throws IllegalStateException that says why it does not
   */
  static LocalRelayProcess start(Path jar, int port, Path certificates, Consumer<String> log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(List.of("-Drelay.console=names", "-jar"));
    command.addAll(List.of(jar.toString(), "start", "--ip", "127.0.0.1"));
    command.addAll(List.of("--port", Integer.toString(port), "--management-port", "0"));
    command.addAll(List.of("--certs", certificates.toString()));
    LocalRelayProcess relay =
        new LocalRelayProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    Thread reader = new Thread(() -> relay.read(log), "frelay local relay log");
    reader.setDaemon(true);
    reader.start();
    try {
      relay.awaitListening();
    } catch (RuntimeException e) {
      relay.close();
      throw e;
    }
    return relay;
  }

  private void awaitListening() {
    try {
      Object unused =
          CompletableFuture.allOf(port, management).get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the relay started", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the relay did not listen in time", e);
    }
  }

  private void read(Consumer<String> log) {
    String last = "it said nothing";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.accept(line);
        last = line;
        Matcher listens = LISTENS.matcher(line);
        if (listens.find()) {
          port.complete(Integer.valueOf(listens.group(1)));
        }
        Matcher manages = MANAGEMENT.matcher(line);
        if (manages.find()) {
          management.complete(manages.group(1));
        }
      }
    } catch (IOException e) {
      log.accept("the log has ended: " + e.getMessage());
    }
    IllegalStateException ended =
        new IllegalStateException("the relay has ended at its start: " + last);
    port.completeExceptionally(ended);
    management.completeExceptionally(ended);
  }

  int port() {
    return port.join();
  }

  /** Address of its console. */
  String console() {
    return management.join() + "frelay";
  }

  /** Ends it at once, as a machine that fails does. */
  void kill() {
    Process unused = process.destroyForcibly();
    await();
  }

  /** Ends it in good order if that does not take long. */
  @Override
  public void close() {
    process.destroy();
    if (!await()) {
      kill();
    }
  }

  private boolean await() {
    try {
      return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
