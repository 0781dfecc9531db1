package io.frelay.relay.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileDescriptorsTest {
  private static final int RESERVE = 64 + FileDescriptors.NEWCOMERS;

  @Test
  void whateverThereIsTheReserveIsLeft() {
    for (int free = 0; free <= 40_000; free++) {
      FileDescriptors shares = FileDescriptors.share(16_000, free);
      int used = shares.connections() + 2 * shares.pipes();
      assertThat(used).isBetween(0, Math.max(0, free - RESERVE));
      assertThat(shares.connections()).isLessThanOrEqualTo(16_000);
    }
  }

  @Test
  void fewDescriptorsMakeFewPipesAndManyNoMoreThanOneUserMayHave() {
    assertThat(FileDescriptors.share(16_000, RESERVE + 63)).isEqualTo(new FileDescriptors(63, 0));
    assertThat(FileDescriptors.share(16_000, RESERVE + 64)).isEqualTo(new FileDescriptors(62, 1));
    assertThat(FileDescriptors.share(16_000, 100_000)).isEqualTo(new FileDescriptors(16_000, 64));
  }
}
