package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Arrays of 8-bit integers. */
final class ByteArrays implements ArrayKind<byte[]> {
  @Override
  public String word() {
    return "i8";
  }

  @Override
  public int bytes() {
    return 1;
  }

  private static BiConsumer<byte[], byte[]> each(IntBinaryOperator each) {
    return (left, right) -> {
      for (int i = 0; i < left.length; i++) {
        left[i] = (byte) each.applyAsInt(left[i], right[i]);
      }
    };
  }

  @Override
  public Optional<BiConsumer<byte[], byte[]>> bitwise(LongBinaryOperator operator) {
    return Optional.of(each((left, right) -> (int) operator.applyAsLong(left, right)));
  }

  @Override
  public BiConsumer<byte[], byte[]> sum() {
    return each(Integer::sum);
  }

  @Override
  public BiConsumer<byte[], byte[]> product() {
    return each((left, right) -> left * right);
  }

  @Override
  public BiConsumer<byte[], byte[]> min() {
    return each(Math::min);
  }

  @Override
  public BiConsumer<byte[], byte[]> max() {
    return each(Math::max);
  }

  @Override
  public int length(byte[] array) {
    return array.length;
  }

  @Override
  public void put(byte[] array, ByteBuffer into) {
    into.put(array);
  }

  @Override
  public byte[] get(ByteBuffer from, int length) {
    byte[] array = new byte[length];
    from.get(array);
    return array;
  }
}
