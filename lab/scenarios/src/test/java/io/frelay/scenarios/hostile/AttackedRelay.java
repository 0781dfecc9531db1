package io.frelay.scenarios.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.testkit.relay.RelayLauncher;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A relay under attack, and two bystanders whose session goes through it all the while. When it is
 * closed it must have served them to the end, and hold nothing of the attack any more.
 */
final class AttackedRelay implements AutoCloseable {
  /** Property of {@code bin/lab hostile}. */
  static final String SCALE_PROPERTY = "frelay.hostile";

  /** Factor by which everything is longer and larger than in {@code verify}. */
  static final int SCALE = Integer.getInteger(SCALE_PROPERTY, 1);

  /** Growth of a relay's memory that is allowed during an attack, in KB, for a heap of 128 MB. */
  private static final long MAX_GROWTH_KB = 120_000;

  private final RelayProcess relay;
  private final Pki pki;
  private final Bystanders bystanders;
  private final long descriptors;
  private final long memoryKb;

  private AttackedRelay(Pki pki, RelayProcess relay) throws Exception {
    this.pki = pki;
    this.relay = relay;
    bystanders = new Bystanders(relay, pki);
    bystanders.requireUndisturbed();
    relay.meter("frelay_waiters"); // the management connection stays open from here
    descriptors = descriptors();
    memoryKb = memoryKb();
  }

  static AttackedRelay start(Pki pki, String... settings) throws Exception {
    return startWithHeap(pki, 128, settings);
  }

  /**
   * Started as {@code bin/relay} does.
   *
   * @param megabytes what its heap may have, from which all that it holds is derived
   */
  static AttackedRelay startWithHeap(Pki pki, int megabytes, String... settings) throws Exception {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "relay.limits.connections=8000";
    List<String> jvm = new ArrayList<>(RelayLauncher.OPTIONS);
    jvm.add("-Xmx" + megabytes + "m");
    RelayProcess relay = RelayProcess.startWithJvm(pki, jvm, all);
    try {
      return new AttackedRelay(pki, relay);
    } catch (Exception | Error e) {
      relay.close();
      throw e;
    }
  }

  RelayProcess relay() {
    return relay;
  }

  Pki pki() {
    return pki;
  }

  int port() {
    return relay.port();
  }

  /** Number of connections that have ended for one of these reasons. */
  double closed(Set<String> reasons) {
    return reasons.stream().mapToDouble(relay::closed).sum();
  }

  /** Waits until so many have ended for one of these reasons, with the bystanders undisturbed. */
  void awaitClosed(double count, Set<String> reasons) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(closed(reasons)).as(() -> "closed: " + ends()).isEqualTo(count));
    bystanders.requireUndisturbed();
  }

  /** In the middle of an attack: the session that stands and one that begins. */
  void requireServing() {
    bystanders.requireUndisturbed();
    bystanders.requireNewcomersServed();
  }

  /** Nothing of an attack is left; the bystanders' session is. */
  void requireCalm() throws IOException {
    bystanders.requireNewcomersServed();
    relay.awaitMeter("frelay_connections_open", 2);
    relay.awaitMeter("frelay_waiters", 0);
    relay.awaitMeter("frelay_sessions_open", 1);
    bystanders.requireUndisturbed();
    await("descriptors back to about " + descriptors)
        .atMost(Duration.ofSeconds(20))
        .until(() -> descriptors() <= descriptors + 20); // pipes are kept for the next session
    assertThat(memoryKb()).as("resident KB").isLessThan(memoryKb + MAX_GROWTH_KB);
    assertThat(relay.closed("internal_error")).isZero();
  }

  @Override
  public void close() throws IOException {
    try {
      requireCalm();
      bystanders.close();
      relay.awaitMeter("frelay_connections_open", 0);
      relay.awaitMeter("frelay_sessions_open", 0);
    } finally {
      relay.close();
    }
  }

  /** The bystanders go on talking. */
  void requireUndisturbed() {
    bystanders.requireUndisturbed();
  }

  /** Megabytes that it has of the machine's memory now. */
  long residentMb() throws IOException {
    return memoryKb() / 1024;
  }

  /** Reasons for which connections have ended so far. */
  private String ends() {
    return RestAssured.get(relay.management().resolve("/q/metrics"))
        .asString()
        .lines()
        .filter(
            line -> line.startsWith("frelay_connections_closed_total{") && !line.endsWith(" 0.0"))
        .toList()
        .toString();
  }

  private long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + relay.pid() + "/fd"))) {
      return open.count();
    }
  }

  private long memoryKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + relay.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
