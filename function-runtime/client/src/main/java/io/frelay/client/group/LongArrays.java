package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongBinaryOperator;

/** Arrays of 64-bit integers. */
final class LongArrays implements ArrayKind<long[]> {
  @Override
  public String word() {
    return "i64";
  }

  @Override
  public int bytes() {
    return Long.BYTES;
  }

  @Override
  public Optional<BiConsumer<long[], long[]>> bitwise(LongBinaryOperator operator) {
    return Optional.of(each(operator));
  }

  private static BiConsumer<long[], long[]> each(LongBinaryOperator each) {
    return (left, right) -> {
      for (int i = 0; i < left.length; i++) {
        left[i] = each.applyAsLong(left[i], right[i]);
      }
    };
  }

  @Override
  public BiConsumer<long[], long[]> sum() {
    return each(Long::sum);
  }

  @Override
  public BiConsumer<long[], long[]> product() {
    return each((left, right) -> left * right);
  }

  @Override
  public BiConsumer<long[], long[]> min() {
    return each(Math::min);
  }

  @Override
  public BiConsumer<long[], long[]> max() {
    return each(Math::max);
  }

  @Override
  public int length(long[] array) {
    return array.length;
  }

  @Override
  public void put(long[] array, ByteBuffer into) {
    into.asLongBuffer().put(array);
  }

  @Override
  public long[] get(ByteBuffer from, int length) {
    long[] array = new long[length];
    from.asLongBuffer().get(array);
    return array;
  }
}
