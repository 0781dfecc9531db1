package io.frelay.client.group;

import java.util.function.BiConsumer;

/**
 * Operation on two values of a reduction; {@link Elements} has the usual ones, and makes others.
 * Safe for use by several threads if the function is.
 *
 * @param <A> the array
 */
public final class Operator<A> {
  private static final int MAX_NAME = 64;

  private final Elements<A> elements;
  private final String name;
  private final int unit;
  private final BiConsumer<A, A> combine;

  Operator(Elements<A> elements, String name, int unit, BiConsumer<A, A> combine) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("the operator's name is not of 1 to 64 characters");
    }
    if (unit < 1 || (long) unit * elements.bytes() > GroupFrame.MAX_DATA) {
      throw new IllegalArgumentException("the unit is not of 1 byte to 64 KiB");
    }
    this.elements = elements;
    this.name = name;
    this.unit = unit;
    this.combine = combine;
  }

  Elements<A> elements() {
    return elements;
  }

  /** Size in bytes of what belongs together. */
  int unitBytes() {
    return unit * elements.bytes();
  }

  void combine(A left, A right) {
    try {
      combine.accept(left, right);
    } catch (IllegalArgumentException e) { // else it would look like a member's fault
      throw new IllegalStateException("the operator " + name + " failed", e);
    }
  }

  /** Encodes a value, which must be whole units. */
  byte[] encode(A value) {
    byte[] encoded = elements.encode(value);
    if (encoded.length % unitBytes() != 0) {
      throw new IllegalArgumentException(
          "a value of %d elements; %s works on %d at a time"
              .formatted(elements.length(value), name, unit));
    }
    return encoded;
  }

  /** Words for messages and comparison: {@code f64[1000] sum}. */
  String of(int bytes) {
    return "%s[%d] %s%s"
        .formatted(elements, bytes / elements.bytes(), name, unit == 1 ? "" : " by " + unit);
  }

  @Override
  public String toString() {
    return elements + " " + name;
  }
}
