package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteQueueTest {
  private static final int LARGE = 100_000; // several pieces
  private static final int MANY = 1_000;

  /** A plain reference: all that was ever appended, and two positions. */
  private byte[] all = new byte[1 << 20];

  private int start;
  private int end;
  private final ByteQueue queue = new ByteQueue();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doesAsAPlainArrayDoes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < MANY; i++) {
      int most = random.nextInt(3) == 0 ? LARGE : 1 + random.nextInt(100);
      switch (random.nextInt(4)) {
        case 0 -> append(random, random.nextInt(most));
        case 1 -> view(random, random.nextInt(most));
        case 2 -> read(random.nextInt(most / 2 + 1));
        default -> drop(random, most);
      }
      assertThat(queue.start()).isEqualTo(start);
      assertThat(queue.end()).isEqualTo(end);
      assertThat(queue.isEmpty()).isEqualTo(start == end);
    }
  }

  private void append(Random random, int length) {
    byte[] bytes = new byte[length + 7];
    random.nextBytes(bytes);
    if (end + length > all.length) {
      all = Arrays.copyOf(all, 2 * all.length);
    }
    System.arraycopy(bytes, 3, all, end, length);
    end += length;
    ByteBuffer from = ByteBuffer.wrap(bytes, 3, length + 2);
    queue.append(from, length);
    assertThat(from.position()).isEqualTo(3 + length);
  }

  private void view(Random random, int length) {
    int position = start + random.nextInt(end - start + 1);
    int count = Math.min(length, end - position);
    List<ByteBuffer> pieces = new ArrayList<>();
    queue.view(position, count, pieces);
    ByteBuffer seen = ByteBuffer.allocate(count);
    pieces.forEach(seen::put);
    assertThat(seen.array()).isEqualTo(Arrays.copyOfRange(all, position, position + count));
  }

  private void read(int length) {
    byte[] to = new byte[length + 5];
    int count = queue.read(ByteBuffer.wrap(to, 2, length));
    assertThat(count).isEqualTo(Math.min(length, end - start));
    byte[] expected = new byte[to.length];
    System.arraycopy(all, start, expected, 2, count);
    assertThat(to).isEqualTo(expected);
    start += count;
  }

  private void drop(Random random, int most) {
    start += random.nextInt(4) == 0 ? end - start : random.nextInt(Math.min(most, end - start + 1));
    queue.dropBefore(start);
  }

  @Test
  void whatIsNotInIt() {
    queue.append(ByteBuffer.allocate(10), 10);
    queue.dropBefore(4);
    for (long position : new long[] {-1, 3, 11}) {
      assertThatThrownBy(() -> queue.view(position, 0, new ArrayList<>()))
          .hasMessage(position + " is not from 4 to 10");
      assertThatThrownBy(() -> queue.dropBefore(position))
          .hasMessage(position + " is not from 4 to 10");
    }
  }
}
