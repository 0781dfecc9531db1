package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Kind of array that an operation carries, and the operators on it. On the way numbers are
 * little-endian.
 *
 * @param <A> the array
 */
public abstract class Elements<A> {
  /** Bytes: signed, and sums and products overflow, as in Java. */
  public static final Elements<byte[]> BYTES = new Bytes();

  /** 32-bit integers. Sums and products overflow, as in Java. */
  public static final Elements<int[]> INTS = new Ints();

  /** 64-bit integers. Sums and products overflow, as in Java. */
  public static final Elements<long[]> LONGS = new Longs();

  /** 32-bit floating-point numbers. */
  public static final Elements<float[]> FLOATS = new Floats();

  /** 64-bit floating-point numbers. */
  public static final Elements<double[]> DOUBLES = new Doubles();

  private final String name;
  private final int bytes;

  Elements(String name, int bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** Returns the sum. */
  public abstract Operator<A> sum();

  /** Returns the product. */
  public abstract Operator<A> product();

  /** Returns the smaller one, by {@code Math.min}. */
  public abstract Operator<A> min();

  /** Returns the larger one, by {@code Math.max}. */
  public abstract Operator<A> max();

  /**
   * Returns the bitwise exclusive or.
   *
   * @throws UnsupportedOperationException of floating-point numbers, as the next two
   */
  public final Operator<A> xor() {
    return bitwise("xor", (left, right) -> left ^ right);
  }

  /** Returns the bitwise and. */
  public final Operator<A> and() {
    return bitwise("and", (left, right) -> left & right);
  }

  /** Returns the bitwise or. */
  public final Operator<A> or() {
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
  public final Operator<A> operator(String operator, int unit, BiConsumer<A, A> combine) {
    return new Operator<>(this, operator, unit, combine);
  }

  /** Returns the word in messages: {@code f64}. */
  @Override
  public final String toString() {
    return name;
  }

  Operator<A> bitwise(String operator, LongBinaryOperator each) {
    throw new UnsupportedOperationException(name + " has no bitwise " + operator);
  }

  /** Size of one in bytes. */
  final int bytes() {
    return bytes;
  }

  abstract int length(A array);

  abstract void put(A array, ByteBuffer into);

  abstract A get(ByteBuffer from, int length);

  final byte[] encode(A array) {
    Objects.requireNonNull(array, "value");
    ByteBuffer all =
        ByteBuffer.allocate(Math.multiplyExact(length(array), bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    put(array, all);
    return all.array();
  }

  final A decode(byte[] encoded) {
    return decode(encoded, 0, encoded.length);
  }

  final A decode(byte[] encoded, int from, int length) {
    return get(
        ByteBuffer.wrap(encoded, from, length).slice().order(ByteOrder.LITTLE_ENDIAN),
        length / bytes);
  }

  private static final class Bytes extends Elements<byte[]> {
    Bytes() {
      super("i8", 1);
    }

    private Operator<byte[]> each(String operator, IntBinaryOperator each) {
      return operator(
          operator,
          1,
          (left, right) -> {
            for (int i = 0; i < left.length; i++) {
              left[i] = (byte) each.applyAsInt(left[i], right[i]);
            }
          });
    }

    @Override
    Operator<byte[]> bitwise(String operator, LongBinaryOperator each) {
      return each(operator, (left, right) -> (int) each.applyAsLong(left, right));
    }

    @Override
    public Operator<byte[]> sum() {
      return each("sum", Integer::sum);
    }

    @Override
    public Operator<byte[]> product() {
      return each("product", (left, right) -> left * right);
    }

    @Override
    public Operator<byte[]> min() {
      return each("min", Math::min);
    }

    @Override
    public Operator<byte[]> max() {
      return each("max", Math::max);
    }

    @Override
    int length(byte[] array) {
      return array.length;
    }

    @Override
    void put(byte[] array, ByteBuffer into) {
      into.put(array);
    }

    @Override
    byte[] get(ByteBuffer from, int length) {
      byte[] array = new byte[length];
      from.get(array);
      return array;
    }
  }

  private static final class Ints extends Elements<int[]> {
    Ints() {
      super("i32", Integer.BYTES);
    }

    private Operator<int[]> each(String operator, IntBinaryOperator each) {
      return operator(
          operator,
          1,
          (left, right) -> {
            for (int i = 0; i < left.length; i++) {
              left[i] = each.applyAsInt(left[i], right[i]);
            }
          });
    }

    @Override
    Operator<int[]> bitwise(String operator, LongBinaryOperator each) {
      return each(operator, (left, right) -> (int) each.applyAsLong(left, right));
    }

    @Override
    public Operator<int[]> sum() {
      return each("sum", Integer::sum);
    }

    @Override
    public Operator<int[]> product() {
      return each("product", (left, right) -> left * right);
    }

    @Override
    public Operator<int[]> min() {
      return each("min", Math::min);
    }

    @Override
    public Operator<int[]> max() {
      return each("max", Math::max);
    }

    @Override
    int length(int[] array) {
      return array.length;
    }

    @Override
    void put(int[] array, ByteBuffer into) {
      into.asIntBuffer().put(array);
    }

    @Override
    int[] get(ByteBuffer from, int length) {
      int[] array = new int[length];
      from.asIntBuffer().get(array);
      return array;
    }
  }

  private static final class Longs extends Elements<long[]> {
    Longs() {
      super("i64", Long.BYTES);
    }

    @Override
    Operator<long[]> bitwise(String operator, LongBinaryOperator each) {
      return each(operator, each);
    }

    private Operator<long[]> each(String operator, LongBinaryOperator each) {
      return operator(
          operator,
          1,
          (left, right) -> {
            for (int i = 0; i < left.length; i++) {
              left[i] = each.applyAsLong(left[i], right[i]);
            }
          });
    }

    @Override
    public Operator<long[]> sum() {
      return each("sum", Long::sum);
    }

    @Override
    public Operator<long[]> product() {
      return each("product", (left, right) -> left * right);
    }

    @Override
    public Operator<long[]> min() {
      return each("min", Math::min);
    }

    @Override
    public Operator<long[]> max() {
      return each("max", Math::max);
    }

    @Override
    int length(long[] array) {
      return array.length;
    }

    @Override
    void put(long[] array, ByteBuffer into) {
      into.asLongBuffer().put(array);
    }

    @Override
    long[] get(ByteBuffer from, int length) {
      long[] array = new long[length];
      from.asLongBuffer().get(array);
      return array;
    }
  }

  private static final class Floats extends Elements<float[]> {
    Floats() {
      super("f32", Float.BYTES);
    }

    /** By doubles, which changes nothing: rounding twice is harmless from 53 bits to 24. */
    private Operator<float[]> each(String operator, DoubleBinaryOperator each) {
      return operator(
          operator,
          1,
          (left, right) -> {
            for (int i = 0; i < left.length; i++) {
              left[i] = (float) each.applyAsDouble(left[i], right[i]);
            }
          });
    }

    @Override
    public Operator<float[]> sum() {
      return each("sum", Double::sum);
    }

    @Override
    public Operator<float[]> product() {
      return each("product", (left, right) -> left * right);
    }

    @Override
    public Operator<float[]> min() {
      return each("min", Math::min);
    }

    @Override
    public Operator<float[]> max() {
      return each("max", Math::max);
    }

    @Override
    int length(float[] array) {
      return array.length;
    }

    @Override
    void put(float[] array, ByteBuffer into) {
      into.asFloatBuffer().put(array);
    }

    @Override
    float[] get(ByteBuffer from, int length) {
      float[] array = new float[length];
      from.asFloatBuffer().get(array);
      return array;
    }
  }

  private static final class Doubles extends Elements<double[]> {
    Doubles() {
      super("f64", Double.BYTES);
    }

    private Operator<double[]> each(String operator, DoubleBinaryOperator each) {
      return operator(
          operator,
          1,
          (left, right) -> {
            for (int i = 0; i < left.length; i++) {
              left[i] = each.applyAsDouble(left[i], right[i]);
            }
          });
    }

    @Override
    public Operator<double[]> sum() {
      return each("sum", Double::sum);
    }

    @Override
    public Operator<double[]> product() {
      return each("product", (left, right) -> left * right);
    }

    @Override
    public Operator<double[]> min() {
      return each("min", Math::min);
    }

    @Override
    public Operator<double[]> max() {
      return each("max", Math::max);
    }

    @Override
    int length(double[] array) {
      return array.length;
    }

    @Override
    void put(double[] array, ByteBuffer into) {
      into.asDoubleBuffer().put(array);
    }

    @Override
    double[] get(ByteBuffer from, int length) {
      double[] array = new double[length];
      from.asDoubleBuffer().get(array);
      return array;
    }
  }
}
