package io.frelay.scenarios.support;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bytes that a relay's kernel has received and the relay has not read, by connection.
 *
 * @param byPort how many bytes, by the party's port as the kernel's table has it
 */
public record UnreadBytes(Map<String, Long> byPort) {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  /** Looks at all connections of the relay. */
  public static UnreadBytes at(RelayProcess relay) throws IOException {
    String local = hex(relay.port());
    Map<String, Long> bytes = new HashMap<>();
    for (Path table : TABLES) {
      if (Files.exists(table)) {
        for (String line : Files.readAllLines(table)) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[1].endsWith(local)) {
            String remote = fields[2].substring(fields[2].indexOf(':'));
            bytes.put(remote, Long.parseLong(fields[4].split(":", -1)[1], 16));
          }
        }
      }
    }
    return new UnreadBytes(bytes);
  }

  /** Number of unread bytes of a party so far. */
  public long of(Socket party) {
    return byPort.getOrDefault(hex(party.getLocalPort()), 0L);
  }

  private static String hex(int port) {
    return String.format(Locale.ROOT, ":%04X", port);
  }
}
