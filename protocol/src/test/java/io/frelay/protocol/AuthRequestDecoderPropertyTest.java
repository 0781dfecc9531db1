package io.frelay.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Properties of every request, with any split, and of every other sequence of bytes. */
class AuthRequestDecoderPropertyTest {
  @Property
  void whatIsEncodedDecodesToTheSame(@ForAll("requests") AuthRequest request) throws Exception {
    assertThat(new AuthRequestDecoder().feed(request.encode())).contains(request);
  }

  @Property
  void itDoesNotMatterHowARequestIsCut(
      @ForAll("requests") AuthRequest request,
      @ForAll @Size(max = 12) List<@IntRange(max = Limits.REQUEST_BYTES) Integer> cuts)
      throws Exception {
    byte[] bytes = request.encode();
    int[] ends = cuts.stream().mapToInt(cut -> cut % bytes.length).sorted().toArray();

    AuthRequestDecoder decoder = new AuthRequestDecoder();
    int start = 0;
    for (int end : ends) {
      assertThat(decoder.feed(Arrays.copyOfRange(bytes, start, end))).isEmpty();
      start = end;
    }
    assertThat(decoder.feed(Arrays.copyOfRange(bytes, start, bytes.length))).contains(request);
  }

  @Property(tries = 200)
  void byteByByteIsTheSameAsWhole(@ForAll("requests") AuthRequest request) throws Exception {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    Optional<AuthRequest> decoded = Optional.empty();
    for (byte each : request.encode()) {
      assertThat(decoded).isEmpty();
      decoded = decoder.feed(new byte[] {each});
    }
    assertThat(decoded).contains(request);
  }

  @Property
  void unknownMembersOfAnyShapeArePassedOver(
      @ForAll("members") List<String> before, @ForAll("members") List<String> after)
      throws Exception {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < before.size(); i++) {
      json.append("\"a%d\":%s,".formatted(i, before.get(i)));
    }
    json.append("\"DestParty\":\"1\"");
    for (int i = 0; i < after.size(); i++) {
      json.append(",\"b%d\":%s".formatted(i, after.get(i)));
    }
    assertThat(AuthRequests.decode(json.append('}').toString()))
        .contains(AuthRequest.version1("1", ""));
  }

  @Property
  void anyBytesAreARequestOrTheStartOfOneOrMalformed(
      @ForAll @Size(max = 200) List<byte @Size(max = 40) []> pieces) {
    assertOnlyMalformed(pieces);
  }

  /** Closer to the real thing than random bytes, and so further into the decoder. */
  @Property
  void aDamagedRequestIsARequestOrTheStartOfOneOrMalformed(
      @ForAll("requests") AuthRequest request,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5000) Integer> places,
      @ForAll byte damage) {
    byte[] bytes = request.encode();
    places.forEach(place -> bytes[place % bytes.length] = damage);
    assertOnlyMalformed(List.of(bytes));
  }

  /** Pieces of JSON in senseless order. */
  @Property
  void jsonOfAnyShapeIsARequestOrTheStartOfOneOrMalformed(@ForAll("tokens") List<String> tokens) {
    assertOnlyMalformed(
        tokens.stream().map(token -> token.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static void assertOnlyMalformed(List<byte[]> pieces) {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    try {
      for (byte[] piece : pieces) {
        decoder.feed(piece).ifPresent(request -> assertThat(request.destParty()).isNotEmpty());
      }
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageMatching("\\p{Print}+");
    }
  }

  @Provide
  Arbitrary<AuthRequest> requests() {
    return Combinators.combine(
            parties(), tags(), timeouts(), Arbitraries.of(Preparation.class), hellos())
        .as(
            (party, tag, timeout, preparation, hello) ->
                timeout.isEmpty()
                    ? AuthRequest.version1(party, tag)
                    : new AuthRequest(party, tag, 2, timeout, preparation, hello));
  }

  private static Arbitrary<Optional<ClientHello>> hellos() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(600)
        .map(ClientHellos::ofBody)
        .optional(0.5);
  }

  private static Arbitrary<String> parties() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .ofMinLength(1)
        .ofMaxLength(Names.MAX_LENGTH)
        .filter(Names::isParty);
  }

  /** Any Unicode scalar values, with what JSON escapes well represented. */
  private static Arbitrary<String> tags() {
    Arbitrary<Integer> scalars =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.of((int) '"', (int) '\\', (int) '\n', 0, 0x7f)),
            Tuple.of(3, Arbitraries.integers().between(' ', '~')),
            Tuple.of(2, Arbitraries.integers().between(0x80, 0xd7ff)),
            Tuple.of(2, Arbitraries.integers().between(0xe000, 0x10ffff)));
    return scalars
        .list()
        .ofMaxSize(200)
        .map(
            points ->
                points.stream()
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
  }

  private static Arbitrary<Optional<Duration>> timeouts() {
    return Arbitraries.integers()
        .between(0, Integer.MAX_VALUE)
        .map(Duration::ofMillis)
        .optional(0.7);
  }

  @Provide
  Arbitrary<List<String>> members() {
    return values(3).list().ofMaxSize(4);
  }

  private static Arbitrary<String> values(int depth) {
    Arbitrary<String> scalars =
        Arbitraries.of(
            "null",
            "true",
            "-1.5e300",
            "123456789012345678901234567890",
            "\"\"",
            "\"}\\\"\"",
            "{}",
            "[]");
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<String> inner = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.oneOf(
        scalars,
        inner.list().ofMaxSize(3).map(each -> "[" + String.join(",", each) + "]"),
        inner.map(each -> "{\"DestParty\":" + each + ",\"Tag\":{}}"));
  }

  @Provide
  Arbitrary<List<String>> tokens() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"DestParty\":\"1\"",
            "\"Tag\":",
            "\"Version\":",
            "\"TimeoutMs\":",
            "\"ClientHello\":",
            "\"FgMBAAUBAAABBw==\"",
            "\"x\":",
            "\"1\"",
            "\"",
            "null",
            "-7",
            "2",
            "1e999999999",
            "99999999999999999999999999999999999999999999999",
            "\uFEFF",
            "//")
        .list()
        .ofMaxSize(20);
  }
}
