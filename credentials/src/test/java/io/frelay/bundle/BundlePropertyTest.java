package io.frelay.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Properties of every bundle, with any damage, and of every other text. */
class BundlePropertyTest {
  private static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @Property(tries = 300)
  void whatIsEncodedDecodesToTheSame(@ForAll("variables") Map<String, String> variables)
      throws Exception {
    assertThat(Bundle.decode(Bundle.encode(variables), "x")).isEqualTo(variables);
  }

  @Property
  void cutShortAnywhereIsRefused(
      @ForAll("variables") Map<String, String> variables, @ForAll @IntRange int cut) {
    String bundle = Bundle.encode(variables);
    String start = bundle.substring(0, 1 + cut % (bundle.length() - 1));
    assertThatThrownBy(() -> Bundle.decode(start, "x")).hasMessageContaining("cut short");
  }

  // Else jqwik first counts all there is to choose from, for half a minute.
  @Property(tries = 2000, generation = GenerationMode.RANDOMIZED)
  void anotherCharacterAnywhereNeverGivesAnotherValue(
      @ForAll("variables") Map<String, String> variables,
      @ForAll @IntRange int place,
      @ForAll("characters") char character) {
    StringBuilder bundle = new StringBuilder(Bundle.encode(variables));
    bundle.setCharAt(place % bundle.length(), character);
    try {
      assertThat(Bundle.decode(bundle.toString(), "x")).isEqualTo(variables);
    } catch (PemException e) {
      assertThat(e).hasMessageMatching("\\p{Print}+").hasMessageStartingWith("x");
    }
  }

  @Property
  void anyTextIsABundleOrRefused(@ForAll("texts") String text) {
    assertThatThrownBy(() -> Bundle.decode(text, "x")).isInstanceOf(PemException.class);
  }

  @Provide
  Arbitrary<Map<String, String>> variables() {
    return Arbitraries.subsetOf(PartyVariable.values())
        .flatMap(
            names -> {
              List<PartyVariable> chosen = List.copyOf(names);
              return Combinators.combine(chosen.stream().map(BundlePropertyTest::value).toList())
                  .as(
                      values -> {
                        Map<String, String> variables = new LinkedHashMap<>();
                        for (int i = 0; i < chosen.size(); i++) {
                          variables.put(chosen.get(i).name(), values.get(i));
                        }
                        return variables;
                      });
            });
  }

  private static Arbitrary<String> value(PartyVariable variable) {
    return variable.isPem() ? pem() : text();
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .withCharRange('\0', '\u007f')
        .withCharRange('\u00a0', '\ud7ff')
        .ofMaxLength(100);
  }

  private static Arbitrary<String> pem() {
    Arbitrary<PemBlock> blocks =
        Combinators.combine(
                Arbitraries.of("CERTIFICATE", "PRIVATE KEY", "EC PRIVATE KEY", "X"),
                Arbitraries.integers().between(0, 600))
            .as((label, length) -> new PemBlock(label, BundleTest.bytes(length)));
    return blocks
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(list -> list.stream().map(PemBlock::text).collect(Collectors.joining()));
  }

  @Provide
  Arbitrary<Character> characters() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.chars().with(BASE64URL)), Tuple.of(1, Arbitraries.chars().all()));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> bodies =
        Arbitraries.strings().withChars(BASE64URL).withChars("\n=.").ofMaxLength(60);
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(60),
        bodies.map(body -> "frelay1." + body),
        bodies.map(body -> "frelay1.eN" + body)); // the first bytes of a zlib stream
  }
}
