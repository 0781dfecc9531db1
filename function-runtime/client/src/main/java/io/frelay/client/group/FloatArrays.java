package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.DoubleBinaryOperator;

/** Arrays of 32-bit floating-point numbers. */
final class FloatArrays implements ArrayKind<float[]> {
  @Override
  public String word() {
    return "f32";
  }

  @Override
  public int bytes() {
    return Float.BYTES;
  }

  /** By doubles, which changes nothing: rounding twice is harmless from 53 bits to 24. */
  private static BiConsumer<float[], float[]> each(DoubleBinaryOperator each) {
    return (left, right) -> {
      for (int i = 0; i < left.length; i++) {
        left[i] = (float) each.applyAsDouble(left[i], right[i]);
      }
    };
  }

  @Override
  public BiConsumer<float[], float[]> sum() {
    return each(Double::sum);
  }

  @Override
  public BiConsumer<float[], float[]> product() {
    return each((left, right) -> left * right);
  }

  @Override
  public BiConsumer<float[], float[]> min() {
    return each(Math::min);
  }

  @Override
  public BiConsumer<float[], float[]> max() {
    return each(Math::max);
  }

  @Override
  public int length(float[] array) {
    return array.length;
  }

  @Override
  public void put(float[] array, ByteBuffer into) {
    into.asFloatBuffer().put(array);
  }

  @Override
  public float[] get(ByteBuffer from, int length) {
    float[] array = new float[length];
    from.asFloatBuffer().get(array);
    return array;
  }
}
