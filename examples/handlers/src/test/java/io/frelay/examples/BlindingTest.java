package io.frelay.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlindingTest {
  private final Blinding ours = new Blinding();
  private final Blinding theirs = new Blinding();

  @Test
  void blindingsCommute() throws Exception {
    List<String> items = List.of("a", "", "ä", "a".repeat(1000));
    assertThat(theirs.blindAgain(ours.blind(items)))
        .isEqualTo(ours.blindAgain(theirs.blind(items)));
  }

  @Test
  void differentItemsStayDifferent() throws Exception {
    List<String> items = List.of("a", "b", "a ", "A");
    assertThat(Set.copyOf(Blinding.texts(theirs.blindAgain(ours.blind(items))))).hasSize(4);
  }

  @Test
  void withoutTheSecretNobodyCanRepeatIt() throws Exception {
    assertThat(ours.blind(List.of("a"))).isNotEqualTo(theirs.blind(List.of("a")));
    assertThat(ours.blind(List.of("a")))
        .hasSize(Blinding.LENGTH)
        .isEqualTo(ours.blind(List.of("a")));
  }

  @Test
  void whatIsNoBlindedItemIsRefused() {
    assertThatThrownBy(() -> ours.blindAgain(new byte[31])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ours.blindAgain(new byte[32])) // the point at infinity's u
        .isInstanceOf(IOException.class);
    // A point of order 8 (RFC 7748, 6.1: the all-zero output must be refused).
    byte[] small =
        HexFormat.of().parseHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
    assertThatThrownBy(() -> ours.blindAgain(small)).isInstanceOf(IOException.class);
  }
}
