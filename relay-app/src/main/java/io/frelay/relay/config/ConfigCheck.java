package io.frelay.relay.config;

import io.frelay.protocol.Names;
import java.math.BigInteger;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Ranges of the settings, which the types of {@link RelayConfig} cannot express. */
public final class ConfigCheck {
  private static final int MAX_PORT = 65_535;

  /** Upper bound of a duration: far above any use, and below where counters of nanoseconds wrap. */
  private static final Duration MAX_DURATION = Duration.ofDays(365);

  /** Smallest memory budget in bytes: below it a few connections at once could not begin. */
  private static final long MIN_MEMORY_BYTES = 8 << 20;

  /** Most bits of a number of bytes (1 PiB), so that sums and products do not overflow. */
  private static final int MAX_MEMORY_BITS = 50;

  private static final Pattern CLUSTER_NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  /** Upper bound of the connections that stand ready to each other relay. */
  private static final int MAX_TRUNKS = 1000;

  private ConfigCheck() {}

  /**
   * Checks the range of every number and duration.
   *
   * @throws IllegalArgumentException in one sentence that names the setting
   */
  public static void require(RelayConfig config) {
    if (config.port() < 0 || config.port() > MAX_PORT) {
      throw new IllegalArgumentException(
          "relay.port is %d, not from 0 to %d".formatted(config.port(), MAX_PORT));
    }
    config
        .userWithoutO()
        .filter(user -> !Names.isUser(user))
        .ifPresent(
            user -> {
              throw new IllegalArgumentException(
                  "relay.user-without-o: '%s' is not a valid user name".formatted(user));
            });
    notNegative("relay.drain-timeout", config.drainTimeout());
    notNegative("relay.read-ahead-hold", config.readAheadHold());
    require(config.timeouts());
    require(config.limits());
    require(config.cluster());
  }

  private static void require(RelayConfig.Cluster cluster) {
    if (!CLUSTER_NAME.matcher(cluster.name()).matches()) {
      throw new IllegalArgumentException(
          "relay.cluster.name: '%s' is not 1 to 32 letters, digits, '-', '_' or '.'"
              .formatted(cluster.name()));
    }
    if (cluster.trunks() < 0 || cluster.trunks() > MAX_TRUNKS) {
      throw new IllegalArgumentException(
          "relay.cluster.trunks is %d, not from 0 to %d".formatted(cluster.trunks(), MAX_TRUNKS));
    }
  }

  private static void require(RelayConfig.Timeouts timeouts) {
    positive("relay.timeouts.handshake", timeouts.handshake());
    positive("relay.timeouts.request", timeouts.request());
    notNegative("relay.timeouts.prepared", timeouts.prepared());
    positive("relay.timeouts.waiting", timeouts.waiting());
    positive("relay.timeouts.join", timeouts.join());
    positive("relay.timeouts.linger", timeouts.linger());
    notNegative("relay.timeouts.idle", timeouts.idle());
  }

  private static void require(RelayConfig.Limits limits) {
    positive("relay.limits.connections", limits.connections());
    positive("relay.limits.connections-per-address", limits.connectionsPerAddress());
    positive("relay.limits.connections-per-user", limits.connectionsPerUser());
    positive("relay.limits.connections-per-party", limits.connectionsPerParty());
    positive("relay.limits.unauthenticated", limits.unauthenticated());
    positive("relay.limits.unauthenticated-per-address", limits.unauthenticatedPerAddress());
    limits.memory().ifPresent(memory -> enough("relay.limits.memory", memory.asBigInteger()));
  }

  private static void enough(String name, BigInteger bytes) {
    if (bytes.bitLength() > MAX_MEMORY_BITS) {
      throw new IllegalArgumentException(name + " is more than any machine has");
    }
    if (bytes.longValue() < MIN_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "%s is %d bytes; it must be at least %d".formatted(name, bytes, MIN_MEMORY_BYTES));
    }
  }

  private static void positive(String name, OptionalInt value) {
    value.ifPresent(said -> positive(name, said));
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be longer than 0");
    }
    notTooLong(name, value);
  }

  private static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " is negative");
    }
    notTooLong(name, value);
  }

  private static void notTooLong(String name, Duration value) {
    if (value.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          name + " is longer than " + MAX_DURATION.toDays() + " days");
    }
  }
}
