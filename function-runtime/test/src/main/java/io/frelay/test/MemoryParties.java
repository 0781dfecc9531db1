package io.frelay.test;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parties that are connected in memory: for unit tests of a handler, without a network,
 * certificates or a relay. Streams behave as a function's do: they end with -1 only in good order,
 * and a write waits while the peer has a mebibyte to read. Safe for use by several threads.
 *
 * <pre>{@code
 * // every party runs the handler, with its own input
 * Map<String, Integer> sums = MemoryParties.run(new Sum(), Map.of("0", 1, "1", 2, "2", 3));
 *
 * // or the test plays the others
 * try (MemoryParties parties = MemoryParties.of("0", "1")) {
 *   parties.plays("1", peers -> peers.get("0").messages().send("hi".getBytes(UTF_8)));
 *   assertEquals("hi", new Greeting().handle("hello", parties.peers("0")));
 * }
 * }</pre>
 */
public final class MemoryParties implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Scripts scripts = new Scripts();
  private final Map<String, MemoryPeers> peers = new LinkedHashMap<>();

  private MemoryParties(Collection<String> names) {
    for (String one : names) {
      MemoryPeers own = new MemoryPeers(one, TIMEOUT);
      peers.forEach((other, theirs) -> connect(one, own, other, theirs));
      peers.put(one, own);
    }
  }

  private static void connect(String one, MemoryPeers own, String other, MemoryPeers theirs) {
    MemoryWire wire = new MemoryWire();
    own.connect(other, wire, true);
    theirs.connect(one, wire, false);
  }

  /** Connects parties, each with all others. */
  public static MemoryParties of(String... names) {
    return new MemoryParties(Arrays.asList(names));
  }

  /**
   * Has every party run the same handler.
   *
   * @param inputs by the party's name
   * @return outputs by the party's name
   * @throws AssertionError with the first that a handler has thrown as its cause; the streams of
   *     its party are cut then
   */
  public static <I, O> Map<String, O> run(PeerHandler<I, O> handler, Map<String, I> inputs) {
    Map<String, O> outputs = new ConcurrentHashMap<>();
    try (MemoryParties parties = new MemoryParties(new TreeMap<>(inputs).keySet())) {
      inputs.forEach(
          (name, input) ->
              parties.plays(name, others -> outputs.put(name, handler.handle(input, others))));
    }
    return new TreeMap<>(outputs);
  }

  /** The others as the handler of one party sees them. */
  public Peers peers(String self) {
    return party(self);
  }

  private MemoryPeers party(String name) {
    MemoryPeers own = peers.get(name);
    if (own == null) {
      throw new IllegalArgumentException(
          "no party '%s'; there are: %s".formatted(name, String.join(", ", peers.keySet())));
    }
    return own;
  }

  /**
   * Plays a party on a thread of its own. When the script ends its streams do; when it throws they
   * are cut.
   */
  public void plays(String party, Script<Peers> script) {
    MemoryPeers own = party(party);
    scripts.start(
        party,
        () -> {
          script.play(own);
          own.finish();
          return null;
        },
        () -> "its script is still running",
        own::cut);
  }

  /** Cuts all streams of one party, as when its function is killed. */
  public void cut(String party) {
    party(party).cut();
  }

  /**
   * Waits for all that are played, at most 30 s.
   *
   * @throws AssertionError with the first that one has thrown as its cause
   */
  @Override
  public void close() {
    Map<String, Throwable> failures;
    try {
      failures = scripts.await(TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while parties were playing", e);
    } finally {
      peers.values().forEach(MemoryPeers::cut);
    }
    if (!failures.isEmpty()) {
      throw Scripts.error(failures);
    }
  }
}
