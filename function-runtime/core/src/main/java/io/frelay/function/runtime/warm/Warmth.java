package io.frelay.function.runtime.warm;

import io.frelay.function.KeepWarm;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a handler's {@link KeepWarm}.
 *
 * @param idle how long a connection may be idle
 * @param patience how long to wait for the peer's sign of life
 */
public record Warmth(Duration idle, Duration patience) {
  /** Longest time that one side may have the other wait: {@code frelay/2}, "Reuse". */
  private static final Duration MAX_PATIENCE = Duration.ofSeconds(30);

  /**
   * @throws IllegalArgumentException if either makes no sense
   */
  public Warmth {
    if (idle.isZero() || idle.isNegative()) {
      throw new IllegalArgumentException("@KeepWarm: idle is not positive");
    }
    if (patience.toMillis() < 1 || patience.compareTo(MAX_PATIENCE) > 0) {
      throw new IllegalArgumentException("@KeepWarm: patience is not from 1 ms to 30 s");
    }
  }

  /** Reads those of a handler's class or of a proxy's; empty if it does not ask for any. */
  public static Optional<Warmth> of(Class<?> handler) {
    return Optional.ofNullable(handler.getAnnotation(KeepWarm.class))
        .map(asked -> of(asked.idle(), asked.patience()));
  }

  /**
   * Reads what the annotation says.
   *
   * @throws IllegalArgumentException if either is no duration, or makes no sense
   */
  public static Warmth of(String idle, String patience) {
    return new Warmth(duration("idle", idle), duration("patience", patience));
  }

  private static Duration duration(String member, String text) {
    try {
      return DurationConverter.parseDuration(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "@KeepWarm: %s = \"%s\" is no duration, such as 60s or 500ms".formatted(member, text), e);
    }
  }
}
