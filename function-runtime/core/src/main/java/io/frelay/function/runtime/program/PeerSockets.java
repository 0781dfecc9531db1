package io.frelay.function.runtime.program;

import io.frelay.function.Peers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sockets of one invocation. Those of unix are in a folder that only this user may enter, so no
 * other user's process can take the place of the program.
 */
final class PeerSockets implements Closeable {
  private final Map<String, PeerSocket> byName = new LinkedHashMap<>();
  private final Path folder;
  private boolean isReleased; // guarded by this

  PeerSockets(Peers peers, boolean overTcp) throws IOException {
    folder = Files.createTempDirectory("frelay"); // mode 0700
    boolean complete = false;
    try {
      for (String name : peers.names()) {
        Path file = folder.resolve(Integer.toString(byName.size()));
        byName.put(
            name,
            overTcp ? PeerSocket.tcp(peers.get(name)) : PeerSocket.unix(peers.get(name), file));
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /** Paths, or hosts and ports, by the peers' names. */
  Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    byName.forEach((name, socket) -> addresses.put(name, socket.address()));
    return addresses;
  }

  /**
   * Begins to carry.
   *
   * @param stop is called when a peer's stream breaks
   */
  void serve(Runnable stop) {
    byName.values().forEach(each -> each.serve(() -> broken(stop)));
  }

  private synchronized void broken(Runnable stop) {
    if (!isReleased) {
      stop.run();
    }
  }

  /** From now on nobody is to be stopped: the program may be at the next invocation. */
  synchronized void release() {
    isReleased = true;
  }

  /**
   * Waits until the peers have been given all that the program wrote.
   *
   * @throws IOException the failure of a peer's stream
   */
  void programEnded() throws IOException, InterruptedException {
    for (PeerSocket each : byName.values()) {
      each.programEnded();
    }
  }

  @Override
  public void close() throws IOException {
    for (PeerSocket each : byName.values()) {
      each.close();
    }
    for (int i = 0; i < byName.size(); i++) {
      Files.deleteIfExists(folder.resolve(Integer.toString(i)));
    }
    Files.deleteIfExists(folder);
  }
}
