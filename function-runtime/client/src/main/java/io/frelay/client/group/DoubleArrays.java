package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.DoubleBinaryOperator;

/** Arrays of 64-bit floating-point numbers. */
final class DoubleArrays implements ArrayKind<double[]> {
  @Override
  public String word() {
    return "f64";
  }

  @Override
  public int bytes() {
    return Double.BYTES;
  }

  private static BiConsumer<double[], double[]> each(DoubleBinaryOperator each) {
    return (left, right) -> {
      for (int i = 0; i < left.length; i++) {
        left[i] = each.applyAsDouble(left[i], right[i]);
      }
    };
  }

  @Override
  public BiConsumer<double[], double[]> sum() {
    return each(Double::sum);
  }

  @Override
  public BiConsumer<double[], double[]> product() {
    return each((left, right) -> left * right);
  }

  @Override
  public BiConsumer<double[], double[]> min() {
    return each(Math::min);
  }

  @Override
  public BiConsumer<double[], double[]> max() {
    return each(Math::max);
  }

  @Override
  public int length(double[] array) {
    return array.length;
  }

  @Override
  public void put(double[] array, ByteBuffer into) {
    into.asDoubleBuffer().put(array);
  }

  @Override
  public double[] get(ByteBuffer from, int length) {
    double[] array = new double[length];
    from.asDoubleBuffer().get(array);
    return array;
  }
}
