package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.internal.session.SessionBinding.Aspect;
import io.frelay.client.internal.session.Vectors.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test vectors of {@code frelay-bound/1}, which were not made by this code. */
class SessionBindingTest {
  static List<Entry> bindings() throws IOException {
    return Vectors.read("frelay-bound-1.json").entries("bindings");
  }

  static List<Entry> pairs() throws IOException {
    return Vectors.read("frelay-bound-1.json").entries("pairs");
  }

  static List<Entry> agreements() throws IOException {
    return Vectors.read("frelay-bound-1.json").entries("agreements");
  }

  @ParameterizedTest
  @MethodSource("bindings")
  void whatAPartySaysFirst(Entry vector) {
    SessionBinding binding =
        new SessionBinding(
            vector.text("user"),
            vector.text("party"),
            vector.text("peer"),
            vector.text("tag"),
            vector.text("purpose"));
    assertThat(binding.encode()).isEqualTo(vector.bytes("hex")).hasSize(SessionBinding.BYTES);
    assertThat(binding.difference(vector.bytes("hex"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void whatTwoMeanOtherwise(Entry vector) {
    Optional<Aspect> expected =
        Optional.of(vector.text("differs")).filter(each -> !each.isEmpty()).map(Aspect::valueOf);
    byte[] ours = vector.bytes("ours");
    byte[] peers = vector.bytes("peers");
    assertThat(SessionBinding.difference(ours, peers)).isEqualTo(expected);
    assertThat(SessionBinding.difference(peers, ours)).as("seen by the peer").isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("agreements")
  void whatIsAgreedOn(Entry vector) {
    List<String> offered = vector.texts("client");
    String agreed =
        vector.texts("server").stream().filter(offered::contains).findFirst().orElse("");
    assertThat(agreed).isEqualTo(vector.text("agreed"));
    assertThat(SessionBinding.isAgreed(agreed)).isEqualTo(vector.members().get("bound"));
    assertThat(SessionBinding.inside(agreed)).isEqualTo(vector.text("inside"));
    if (SessionBinding.isAgreed(agreed)) {
      assertThat(SessionBinding.offer(List.of("frelay/2"))).containsExactlyElementsOf(offered);
    }
  }
}
