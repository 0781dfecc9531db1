package io.frelay.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@link DemoParty}, or what poses as one, in a process of its own, and what it tells. For one
 * thread.
 */
final class PartyUnderWatch {
  /**
   * JVM options of parties that move bulk data: the optimizing compiler stays on, and the serial
   * collector saves memory.
   */
  private static final List<String> LASTING = List.of("-XX:+UseSerialGC", "-Xmx256m");

  private static final List<String> SHORT_LIVED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m");

  private static final Pattern ANY = Pattern.compile(".*");
  private static final Duration END = Duration.ofSeconds(10);

  /**
   * Arguments of a party's process.
   *
   * @param name its own, such as {@code party 0}
   * @param relay the port it dials
   * @param dest whom it wants to meet
   * @param credentials the variables that carry them
   */
  record Role(String name, int relay, String dest, Map<String, String> credentials) {}

  private final Child process;
  private int next;

  private PartyUnderWatch(Child process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param asks whether it leads the conversation or answers
   */
  static PartyUnderWatch start(
      Programs programs, Role role, boolean asks, long bytes, byte[] marker) throws DemoFailure {
    Map<String, String> environment = environment(role);
    environment.put(DemoParty.PART, asks ? "ask" : "answer");
    environment.put(DemoParty.BYTES, Long.toString(bytes));
    environment.put(DemoParty.MARKER, HexFormat.of().formatHex(marker));
    return new PartyUnderWatch(programs.java(role.name(), DemoParty.class, environment, lasting()));
  }

  /** Starts an {@link Intruder} in a party's place. */
  static PartyUnderWatch startIntruder(Programs programs, Role role) throws DemoFailure {
    return new PartyUnderWatch(
        programs.java(role.name(), Intruder.class, environment(role), SHORT_LIVED));
  }

  /** JVM options of a party, with those of FRELAY_JAVA_OPTS, as for the launchers. */
  private static List<String> lasting() {
    String more = System.getenv().getOrDefault("FRELAY_JAVA_OPTS", "").strip();
    return Stream.concat(LASTING.stream(), Stream.of(more.split("\\s+")).filter(o -> !o.isEmpty()))
        .toList();
  }

  private static Map<String, String> environment(Role role) {
    Map<String, String> environment = new HashMap<>(role.credentials());
    environment.put("RELAY", "127.0.0.1:" + role.relay());
    environment.put("DEST", role.dest());
    environment.put("TAG", "demo");
    return environment;
  }

  /** Waits for its next event, whichever that is. */
  Event next(Duration limit) throws DemoFailure, InterruptedException {
    while (true) {
      Child.Found line = process.await(ANY, next, limit);
      next = line.line() + 1;
      var event = Event.parse(line.matcher().group());
      if (event.isPresent()) {
        return event.get();
      }
    }
  }

  /** Waits for its next event, which has to be of this name. */
  Event expect(String name, Duration limit) throws DemoFailure, InterruptedException {
    Event event = next(limit);
    if (!event.name().equals(name)) {
      process.awaitExit(END);
      throw process.failure("a party told '" + event.name() + "' instead of '" + name + "'");
    }
    return event;
  }

  long pid() {
    return process.pid();
  }

  int awaitExit() throws DemoFailure, InterruptedException {
    return process.awaitExit(END);
  }
}
