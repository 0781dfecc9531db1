package io.frelay.local;

import io.frelay.adm.AdmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The relay itself as a child process that listens on this machine only, with certificates that
 * nobody else has and that go with it. Safe for use by several threads.
 */
public final class LocalRelay implements AutoCloseable {
  private final Path folder;
  private final LocalCertificates certificates;
  private final Consumer<String> log;
  private LocalRelayProcess process;
  private boolean closed;

  private LocalRelay(Path folder, LocalCertificates certificates, Consumer<String> log) {
    this.folder = folder;
    this.certificates = certificates;
    this.log = log;
  }

  /** Starts one whose program is on the class path, on any port. */
  public static LocalRelay start(Consumer<String> log) {
    return start(RelayProgram.on(LocalRelay.class.getClassLoader()), 0, log);
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param program the jar that holds the relay's application
   * @param port to listen on, 0 for any
   * @param log takes each line of the relay's log
   * @throws IllegalStateException if it does not start
   */
  public static LocalRelay start(Path program, int port, Consumer<String> log) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("frelay-dev-");
      RelayProgram.unpack(program, folder.resolve("relay"));
      LocalRelay relay = new LocalRelay(folder, LocalCertificates.create(folder), log);
      relay.process = relay.process(port);
      Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "frelay local relay"));
      return relay;
    } catch (IOException | AdmException e) {
      delete(folder);
      throw new IllegalStateException("the relay did not start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  private LocalRelayProcess process(int port) throws IOException {
    return LocalRelayProcess.start(
        RelayProgram.jar(folder.resolve("relay")), port, certificates.root(), log);
  }

  /** Port that it listens on now. */
  public synchronized int port() {
    return process.port();
  }

  /** Address that it listens on now. */
  public String address() {
    return "localhost:" + port();
  }

  /** Address of its console, which names parties. */
  public synchronized String console() {
    return process.console();
  }

  /** Certificates of it and its parties. */
  public LocalCertificates certificates() {
    return certificates;
  }

  /** Kills it, and starts it again with the same certificates, on another port. */
  public synchronized void restart() {
    process.kill();
    try {
      process = process(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and deletes its folder; done when the process exits at the latest. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      process.close();
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
