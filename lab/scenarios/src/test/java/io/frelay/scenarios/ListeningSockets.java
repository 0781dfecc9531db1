package io.frelay.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Listening addresses of a process, from Linux. */
final class ListeningSockets {
  private static final String LISTEN = "0A";

  private ListeningSockets() {}

  /** The addresses on which a port is listened on, as the process's network sees it. */
  static List<String> of(long pid, int port) {
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[3].equals(LISTEN) && fields[1].endsWith(":%04X".formatted(port))) {
            addresses.add(address(fields[1].substring(0, fields[1].indexOf(':'))));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return addresses;
  }

  /** Words in the byte order of the machine, little-endian on all we run on. */
  private static String address(String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] ordered = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ordered[i] = bytes[(i & ~3) + 3 - (i & 3)];
    }
    return InetAddress.getByAddress(ordered).getHostAddress();
  }
}
