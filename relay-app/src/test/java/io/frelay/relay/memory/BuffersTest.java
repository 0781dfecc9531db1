package io.frelay.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class BuffersTest {
  private static final int LARGE = 4096;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

  /** Has no memory left. */
  private static final class Exhausted extends AbstractByteBufAllocator {
    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("a test's");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("a test's");
    }
  }

  private ByteBuf large(int length) {
    return allocator.directBuffer(LARGE).writeZero(length);
  }

  @Test
  void fewBytesAreCopiedAndTheLargeBufferReleased() {
    ByteBuf bytes = large(7);
    ByteBuf fitting = Buffers.fit(allocator, bytes);
    assertThat(fitting.capacity()).isEqualTo(7);
    assertThat(bytes.refCnt()).isZero();
    fitting.release();
  }

  @Test
  void noBytesNeedNoBuffer() {
    ByteBuf bytes = large(0);
    assertThat(Buffers.fit(allocator, bytes).capacity()).isZero();
    assertThat(bytes.refCnt()).isZero();
  }

  @Test
  void withoutMemoryForACopyTheyStayWhereTheyAre() {
    ByteBuf bytes = large(7);
    assertThatCode(() -> assertThat(Buffers.fit(new Exhausted(), bytes)).isSameAs(bytes))
        .doesNotThrowAnyException();
    assertThat(bytes.refCnt()).isEqualTo(1);
    assertThat(bytes.readableBytes()).isEqualTo(7);
    bytes.release();
  }
}
