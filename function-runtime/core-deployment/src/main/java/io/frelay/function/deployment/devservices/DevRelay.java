package io.frelay.function.deployment.devservices;

import io.frelay.adm.AdmException;
import io.quarkus.deployment.builditem.Startable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The relay itself as a child process that listens on this machine only, with certificates that
 * nobody else has and that go with it.
 */
final class DevRelay implements Startable {
  private static final Logger LOG = Logger.getLogger(DevRelay.class);
  private static final Pattern LISTENS = Pattern.compile("relay listens on \\S+:(\\d+) ");

  /** Far more than it takes, also where others have the machine's cores. */
  private static final long START_SECONDS = 60;

  private static final long STOP_SECONDS = 5;

  private final Path program;
  private final int wanted;
  private final List<String> parties;
  private Path folder;
  private DevCertificates certificates;
  private Process process;
  private int port;

  /**
   * @param program the jar that holds the relay's application
   * @param port to listen on, 0 for any
   * @param parties to make certificates for
   */
  DevRelay(Path program, int port, List<String> parties) {
    this.program = program;
    this.wanted = port;
    this.parties = List.copyOf(parties);
  }

  @Override
  public void start() {
    try {
      folder = Files.createTempDirectory("frelay-dev-");
      RelayProgram.unpack(program, folder.resolve("relay"));
      certificates = new DevCertificates(folder);
      process = new ProcessBuilder(command()).redirectErrorStream(true).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "frelay dev relay"));
      port = port(process);
      for (String party : parties) {
        certificates.party(party, getConnectionInfo());
      }
    } catch (IOException | AdmException e) {
      close();
      throw new IllegalStateException("the dev relay did not start: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<String> command() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m", "-jar"));
    command.add(RelayProgram.jar(folder.resolve("relay")).toString());
    command.addAll(List.of("start", "--ip", "127.0.0.1", "--port", Integer.toString(wanted)));
    command.addAll(List.of("--management-port", "0", "--certs", certificates.root().toString()));
    return command;
  }

  private static int port(Process process) {
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    Thread log = new Thread(() -> read(process, listening), "frelay dev relay log");
    log.setDaemon(true);
    log.start();
    try {
      return listening.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the dev relay started", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the dev relay did not listen in time", e);
    }
  }

  /** Its log is of use to whoever looks for a fault only. */
  private static void read(Process process, CompletableFuture<Integer> listening) {
    String last = "it said nothing";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        LOG.debug(line);
        last = line;
        Matcher listens = LISTENS.matcher(line);
        if (listens.find()) {
          listening.complete(Integer.valueOf(listens.group(1)));
        }
      }
    } catch (IOException e) {
      LOG.debug("the dev relay's log has ended", e);
    }
    listening.completeExceptionally(
        new IllegalStateException("the dev relay has ended at its start: " + last));
  }

  /** Folder with a party's secrets. */
  Path directory(String party) {
    return certificates.directory(party);
  }

  /** A folder of {@code fr-adm}. */
  Path certificates() {
    return certificates.root();
  }

  @Override
  public String getConnectionInfo() {
    return "localhost:" + port;
  }

  @Override
  public String getContainerId() {
    return null;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          Process unused = process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    delete(folder);
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
