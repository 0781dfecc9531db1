package io.frelay.client.group;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongBinaryOperator;

/**
 * What is special about a kind of array. Operators set their first argument to first ∘ second.
 *
 * @param <A> the array
 */
interface ArrayKind<A> {
  /** Word in messages. */
  String word();

  /** Size of one element in bytes. */
  int bytes();

  int length(A array);

  void put(A array, ByteBuffer into);

  A get(ByteBuffer from, int length);

  BiConsumer<A, A> sum();

  BiConsumer<A, A> product();

  BiConsumer<A, A> min();

  BiConsumer<A, A> max();

  /** The operator on each two elements, if they are integers. */
  default Optional<BiConsumer<A, A>> bitwise(LongBinaryOperator operator) {
    return Optional.empty();
  }
}
