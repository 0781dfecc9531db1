package io.frelay.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kernel memory for sockets on the whole machine, which has both ends of every connection.
 *
 * @param inUse TCP sockets
 * @param buffers bytes of TCP's buffers
 * @param slab bytes of the kernel's own objects, not only sockets
 */
record KernelSockets(long inUse, long buffers, long slab) {
  private static final Pattern TCP = Pattern.compile("TCP: inuse (\\d+).* mem (\\d+)");
  private static final Pattern SLAB = Pattern.compile("Slab:\\s+(\\d+) kB");
  private static final int PAGE = 4096;

  static KernelSockets now() throws IOException {
    Matcher tcp = find(TCP, "/proc/net/sockstat");
    Matcher slab = find(SLAB, "/proc/meminfo");
    return new KernelSockets(
        Long.parseLong(tcp.group(1)),
        Long.parseLong(tcp.group(2)) * PAGE,
        Long.parseLong(slab.group(1)) * 1024);
  }

  private static Matcher find(Pattern pattern, String file) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
    if (!matcher.find()) {
      throw new IOException(file + " has no " + pattern);
    }
    return matcher;
  }
}
