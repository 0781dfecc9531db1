package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongBinaryOperator;

/**
 * Kind of array that an operation carries, and the operators on it. On the way numbers are
 * little-endian.
 *
 * @param <A> the array
 */
public final class Elements<A> {
  /** Bytes: signed, and sums and products overflow, as in Java. */
  public static final Elements<byte[]> BYTES = new Elements<>(new ByteArrays());

  /** 32-bit integers. Sums and products overflow, as in Java. */
  public static final Elements<int[]> INTS = new Elements<>(new IntArrays());

  /** 64-bit integers. Sums and products overflow, as in Java. */
  public static final Elements<long[]> LONGS = new Elements<>(new LongArrays());

  /** 32-bit floating-point numbers. */
  public static final Elements<float[]> FLOATS = new Elements<>(new FloatArrays());

  /** 64-bit floating-point numbers. */
  public static final Elements<double[]> DOUBLES = new Elements<>(new DoubleArrays());

  private final ArrayKind<A> kind;

  private Elements(ArrayKind<A> kind) {
    this.kind = kind;
  }

  /** Returns the sum. */
  public Operator<A> sum() {
    return operator("sum", 1, kind.sum());
  }

  /** Returns the product. */
  public Operator<A> product() {
    return operator("product", 1, kind.product());
  }

  /** Returns the smaller one, by {@code Math.min}. */
  public Operator<A> min() {
    return operator("min", 1, kind.min());
  }

  /** Returns the larger one, by {@code Math.max}. */
  public Operator<A> max() {
    return operator("max", 1, kind.max());
  }

  /**
   * Returns the bitwise exclusive or.
   *
   * @throws UnsupportedOperationException of floating-point numbers, as the next two
   */
  public Operator<A> xor() {
    return bitwise("xor", (left, right) -> left ^ right);
  }

  /** Returns the bitwise and. */
  public Operator<A> and() {
    return bitwise("and", (left, right) -> left & right);
  }

  /** Returns the bitwise or. */
  public Operator<A> or() {
    return bitwise("or", (left, right) -> left | right);
  }

  /**
   * Makes an operator of one's own. It must be associative, and give the same at all members.
   *
   * @param operator name by which members find out whether they mean the same, at most 64
   *     characters
   * @param unit number of elements that belong together, such as 32 bytes of a field element; at
   *     most 64 KiB. Values must be a multiple of it
   * @param combine sets its first argument to first ∘ second; both are as long, a multiple of the
   *     unit
   */
  public Operator<A> operator(String operator, int unit, BiConsumer<A, A> combine) {
    return new Operator<>(this, operator, unit, combine);
  }

  /** Returns the word in messages: {@code f64}. */
  @Override
  public String toString() {
    return kind.word();
  }

  private Operator<A> bitwise(String operator, LongBinaryOperator each) {
    BiConsumer<A, A> combine =
        kind.bitwise(each)
            .orElseThrow(
                () -> new UnsupportedOperationException(this + " has no bitwise " + operator));
    return operator(operator, 1, combine);
  }

  /** Size of one in bytes. */
  int bytes() {
    return kind.bytes();
  }

  int length(A array) {
    return kind.length(array);
  }

  byte[] encode(A array) {
    Objects.requireNonNull(array, "value");
    ByteBuffer all =
        ByteBuffer.allocate(Math.multiplyExact(length(array), bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    kind.put(array, all);
    return all.array();
  }

  A decode(byte[] encoded) {
    return decode(encoded, 0, encoded.length);
  }

  A decode(byte[] encoded, int from, int length) {
    return kind.get(
        ByteBuffer.wrap(encoded, from, length).slice().order(ByteOrder.LITTLE_ENDIAN),
        length / bytes());
  }
}
