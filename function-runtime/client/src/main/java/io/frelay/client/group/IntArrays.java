package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Arrays of 32-bit integers. */
final class IntArrays implements ArrayKind<int[]> {
  @Override
  public String word() {
    return "i32";
  }

  @Override
  public int bytes() {
    return Integer.BYTES;
  }

  private static BiConsumer<int[], int[]> each(IntBinaryOperator each) {
    return (left, right) -> {
      for (int i = 0; i < left.length; i++) {
        left[i] = each.applyAsInt(left[i], right[i]);
      }
    };
  }

  @Override
  public Optional<BiConsumer<int[], int[]>> bitwise(LongBinaryOperator operator) {
    return Optional.of(each((left, right) -> (int) operator.applyAsLong(left, right)));
  }

  @Override
  public BiConsumer<int[], int[]> sum() {
    return each(Integer::sum);
  }

  @Override
  public BiConsumer<int[], int[]> product() {
    return each((left, right) -> left * right);
  }

  @Override
  public BiConsumer<int[], int[]> min() {
    return each(Math::min);
  }

  @Override
  public BiConsumer<int[], int[]> max() {
    return each(Math::max);
  }

  @Override
  public int length(int[] array) {
    return array.length;
  }

  @Override
  public void put(int[] array, ByteBuffer into) {
    into.asIntBuffer().put(array);
  }

  @Override
  public int[] get(ByteBuffer from, int length) {
    int[] array = new int[length];
    from.asIntBuffer().get(array);
    return array;
  }
}
