package io.frelay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamSearchTest {
  private static final List<byte[]> PATTERNS =
      List.of(bytes("needle"), bytes("a much longer needle"), bytes("aaaa"), bytes("edlene"));

  @Test
  void findsEveryPatternWhereverTheBordersAre() {
    byte[] text = bytes("needle, a much longer needle and aaaaaa; needleneedle");
    for (int first = 0; first <= text.length; first++) {
      for (int second = first; second <= text.length; second++) {
        StreamSearch search = new StreamSearch(PATTERNS);
        search.accept(text, 0, first);
        search.accept(text, first, second - first);
        search.accept(text, second, text.length - second);
        assertThat(counts(search))
            .as("pieces at %d, %d", first, second)
            .containsExactly(4, 1, 3, 1);
      }
    }
  }

  @Test
  void findsThemByteByByte() {
    byte[] text = bytes("xx a much longer needle aaaaa");
    StreamSearch search = new StreamSearch(PATTERNS);
    for (int i = 0; i < text.length; i++) {
      search.accept(text, i, 1);
    }
    assertThat(counts(search)).containsExactly(1, 1, 2, 0);
  }

  @Test
  void agreesWithANaiveSearchOnRandomBytesInRandomPieces() {
    Random random = new Random(42);
    byte[] text = new byte[20_000];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (random.nextInt(2) == 0 ? 'a' : 0xff);
    }
    List<byte[]> patterns =
        List.of(
            Arrays.copyOfRange(text, 100, 103),
            Arrays.copyOfRange(text, 500, 509),
            Arrays.copyOfRange(text, 900, 1100));
    StreamSearch search = new StreamSearch(patterns);
    for (int at = 0; at < text.length; ) {
      int length = Math.min(random.nextInt(300), text.length - at);
      search.accept(text, at, length);
      at += length;
    }
    for (int i = 0; i < patterns.size(); i++) {
      assertThat(search.found(i)).as("pattern %d", i).isEqualTo(naive(text, patterns.get(i)));
    }
  }

  @Test
  void refusesAPatternThatIsTooShort() {
    assertThatThrownBy(() -> new StreamSearch(List.of(bytes("x"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StreamSearch(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long naive(byte[] text, byte[] pattern) {
    long found = 0;
    for (int at = 0; at + pattern.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + pattern.length, pattern, 0, pattern.length)) {
        found++;
      }
    }
    return found;
  }

  private static List<Integer> counts(StreamSearch search) {
    return List.of(
        (int) search.found(0), (int) search.found(1), (int) search.found(2), (int) search.found(3));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
