package io.frelay.test;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All streams between two parties in memory, by name; the session's own is that of no name. As in a
 * real session there is either that one, or there are named ones. Safe for use by several threads.
 */
final class MemoryWire {
  /** Both directions of one stream. */
  private record Pipes(MemoryPipe up, MemoryPipe down) {
    MemoryPipe from(boolean isFirst) {
      return isFirst ? up : down;
    }
  }

  private final Map<String, Pipes> streams = new LinkedHashMap<>();
  private boolean cut;
  private boolean firstEnded;
  private boolean secondEnded;

  /**
   * Returns a direction of a stream.
   *
   * @param fromFirst whether the first of the two parties writes it
   */
  synchronized MemoryPipe pipe(String name, boolean fromFirst) {
    if (!streams.isEmpty() && streams.containsKey("") != name.isEmpty()) {
      throw new IllegalStateException("a session has either named streams or its own");
    }
    return streams.computeIfAbsent(name, key -> opened()).from(fromFirst);
  }

  private Pipes opened() {
    Pipes pipes = new Pipes(new MemoryPipe(), new MemoryPipe());
    if (cut || firstEnded) {
      pipes.up().cut();
    }
    if (cut || secondEnded) {
      pipes.down().cut();
    }
    return pipes;
  }

  /** Ends one party's direction of all streams. */
  synchronized void end(boolean ofFirst) {
    firstEnded |= ofFirst;
    secondEnded |= !ofFirst;
    if (streams.isEmpty()) {
      pipe("", ofFirst); // whoever waits finds an end
    }
    streams.values().forEach(each -> each.from(ofFirst).end());
  }

  /** Has both ends of all streams fail. */
  synchronized void cut() {
    cut = true;
    streams.values().forEach(each -> each.up().cut());
    streams.values().forEach(each -> each.down().cut());
  }
}
