package io.frelay.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The checkout.
 *
 * @param root its root folder
 */
public record Checkout(Path root) {
  /** The one that the program belongs to. */
  public static Checkout own() {
    return new Checkout(
        Path.of(System.getProperty("frelay.root", "../..")).toAbsolutePath().normalize());
  }

  /** The relay as built. */
  public Path relayJar() {
    return root.resolve("relay-app/target/quarkus-app/quarkus-run.jar");
  }

  /** The relay with a runtime and a cache of its own, if it has been made. */
  public Optional<Path> fastRelay() {
    return Optional.of(root.resolve("relay-app/target/fast-start/start")).filter(Files::exists);
  }

  /** A launcher in {@code bin/}. */
  public Path launcher(String name) {
    return root.resolve("bin").resolve(name);
  }

  /** Default folder of a report that is made now. */
  public Path newReport(String program) {
    String now =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return root.resolve("target").resolve(program).resolve(now);
  }

  /** Git's name of what is checked out; "unknown" without git. */
  public String revision() {
    return output("git", "-C", root.toString(), "describe", "--always", "--dirty")
        .orElse("unknown");
  }

  /** A program on the PATH, or where daemons are. */
  public static Optional<Path> program(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The first line that a command prints, to either output; empty if it fails. */
  public static Optional<String> output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
          ? all.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
