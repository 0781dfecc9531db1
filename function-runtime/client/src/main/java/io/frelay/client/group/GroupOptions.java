package io.frelay.client.group;

import io.frelay.client.internal.Durations;
import java.time.Duration;

/**
 * Limits of a group; {@link #DEFAULTS} suit most. Each member has its own.
 *
 * @param operationTimeout time for one operation, unless {@link Collectives#within} says otherwise
 * @param silence time without a sign of life after which a member counts as lost while an operation
 *     waits. A session that loses its connection has as long to come back
 * @param maxBytes largest value to accept from one member in one operation, in bytes
 */
public record GroupOptions(Duration operationTimeout, Duration silence, int maxBytes) {
  public static final GroupOptions DEFAULTS =
      new GroupOptions(Duration.ofSeconds(60), Duration.ofSeconds(10), 256 << 20);

  /**
   * @throws IllegalArgumentException on a duration or a size that is not positive
   */
  public GroupOptions {
    Durations.requirePositive("operationTimeout", operationTimeout);
    Durations.requirePositive("silence", silence);
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes is not positive");
    }
  }

  /** Returns the same with another time for each operation. */
  public GroupOptions withOperationTimeout(Duration value) {
    return new GroupOptions(value, silence, maxBytes);
  }

  /** Returns the same with another time after which a silent member counts as lost. */
  public GroupOptions withSilence(Duration value) {
    return new GroupOptions(operationTimeout, value, maxBytes);
  }

  /** Returns the same with another largest value. */
  public GroupOptions withMaxBytes(int value) {
    return new GroupOptions(operationTimeout, silence, value);
  }
}
