package io.frelay.relay;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The port of health and metrics, settled before Quarkus starts: Quarkus ends where it cannot bind
 * it, and a relay is not to stay down for that. Where the port is taken, the next free one is.
 */
final class ManagementPort {
  /** Clear of the ports that relays are run on; where Prometheus looks for OpenTelemetry's. */
  static final int DEFAULT = 9464;

  private static final String PORT = "quarkus.management.port";
  private static final String HOST = "quarkus.management.host";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int RELAY_DEFAULT = 6000;
  private static final int TRIES = 100;
  private static final int MOST_PORT = 65_535;

  private ManagementPort() {}

  /** Settles it by a system property; says in one sentence if it is not the one that was wanted. */
  static Optional<String> settle() {
    int wanted = number(setting(PORT), DEFAULT);
    int relay = number(setting("relay.port"), RELAY_DEFAULT);
    if (wanted <= 0 || wanted > MOST_PORT) {
      return Optional.empty(); // any free one, or for Quarkus to refuse
    }
    String host = setting(HOST).orElse(LOOPBACK);
    int port = firstFree(host, wanted, relay);
    if (port == wanted) {
      return Optional.empty();
    }
    System.setProperty(PORT, Integer.toString(port));
    return Optional.of("port %d for health and metrics cannot be used".formatted(wanted));
  }

  /** The wanted one or one soon after it; 0, which is any free one, if all of these are taken. */
  private static int firstFree(String host, int wanted, int relay) {
    for (int port = wanted; port < wanted + TRIES && port <= MOST_PORT; port++) {
      if (port != relay && isFree(host, port)) {
        return port;
      }
    }
    return 0;
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      InetAddress address = InetAddress.getByName(host);
      probe.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int number(Optional<String> text, int otherwise) {
    try {
      return text.isPresent() ? Integer.parseInt(text.get().strip()) : otherwise;
    } catch (NumberFormatException e) {
      return 0; // whoever reads it says so
    }
  }

  /** As Quarkus will find it: in a system property, a variable, or one of the two files. */
  private static Optional<String> setting(String name) {
    String variable = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    return Optional.ofNullable(System.getProperty(name))
        .or(() -> Optional.ofNullable(System.getenv(variable)))
        .or(() -> inFile(Path.of(".env"), variable))
        .or(() -> inFile(Path.of("config", "application.properties"), name));
  }

  private static Optional<String> inFile(Path file, String key) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // there is none, or Quarkus will say what is wrong with it
    }
    return List.of(key, "%prod." + key).stream()
        .map(properties::getProperty)
        .filter(value -> value != null)
        .findFirst();
  }
}
