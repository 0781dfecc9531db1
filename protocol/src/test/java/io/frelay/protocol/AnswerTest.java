package io.frelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private static Ready ready(Role role, int version) {
    return new Ready(role, version, false);
  }

  private static Refusal refusal(RefusalCode code, String message) {
    return new Refusal(code, message, List.of());
  }

  private static Answer decode(String json) throws MalformedMessageException {
    return Answer.decode(json.getBytes(UTF_8));
  }

  @Test
  void readyIsByteForByteWhatVersion1Says() {
    assertThat(new String(ready(Role.SERVER, 1).encode(), UTF_8)).isEqualTo("{\"Mode\":1}");
    assertThat(new String(ready(Role.CLIENT, 1).encode(), UTF_8)).isEqualTo("{\"Mode\":2}");
  }

  @Test
  void modeIsTheFirstMemberInVersion2Too() {
    assertThat(new String(ready(Role.CLIENT, 2).encode(), UTF_8))
        .isEqualTo("{\"Mode\":2,\"Version\":2}");
  }

  @Test
  void aClientIsToldThatItsClientHelloIsDelivered() throws Exception {
    Ready ready = new Ready(Role.CLIENT, 2, true);
    assertThat(new String(ready.encode(), UTF_8))
        .isEqualTo("{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true}");
    assertThat(Answer.decode(ready.encode())).isEqualTo(ready);
    assertThat(decode("{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":false}"))
        .isEqualTo(ready(Role.CLIENT, 2));
  }

  @Test
  void aPartyIsToldHowLongAConnectionMayStand() throws Exception {
    Ready ready = new Ready(Role.CLIENT, 2, true, Optional.of(Duration.ofMinutes(5)));
    assertThat(new String(ready.encode(), UTF_8))
        .isEqualTo(
            "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true,\"StandingMs\":300000}");
    assertThat(Answer.decode(ready.encode())).isEqualTo(ready);
    assertThat(decode(" {\"Mode\":2,\"Version\":2,\"StandingMs\":0}"))
        .isEqualTo(ready(Role.CLIENT, 2));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void readyDecodesToTheSame(Role role) throws Exception {
    for (int version : new int[] {1, 2}) {
      Ready ready = ready(role, version);
      assertThat(Answer.decode(ready.encode())).isEqualTo(ready);
    }
  }

  @ParameterizedTest
  @EnumSource(RefusalCode.class)
  void aRefusalDecodesToTheSame(RefusalCode code) throws Exception {
    Refusal refusal = refusal(code, "\"quoted\" and \\ and é");
    assertThat(Answer.decode(refusal.encode())).isEqualTo(refusal);
    assertThat(new String(refusal.encode(), UTF_8))
        .startsWith("{\"Error\":{\"Code\":\"" + code.name().toLowerCase(Locale.ROOT) + "\",");
  }

  @Test
  void aRefusalNamesOtherRelays() throws Exception {
    Refusal refusal =
        new Refusal(RefusalCode.DRAINING, "m", List.of("a.example:6000", "[::1]:6000"));
    assertThat(new String(refusal.encode(), UTF_8))
        .isEqualTo(
            "{\"Error\":{\"Code\":\"draining\",\"Message\":\"m\","
                + "\"Relays\":[\"a.example:6000\",\"[::1]:6000\"]}}");
    assertThat(Answer.decode(refusal.encode())).isEqualTo(refusal);
  }

  /** A hint that cannot be used is none: the refusal counts all the same. */
  @Test
  void whatIsNoRelayIsPassedOver() throws Exception {
    assertThat(
            decode(
                "{\"Error\":{\"Code\":\"draining\",\"Relays\":[1,[\"a\"],\"b:1\",\"\",\"x y\"]}}"))
        .isEqualTo(new Refusal(RefusalCode.DRAINING, "", List.of("b:1")));
    for (String odd : List.of("7", "null", "{\"a\":[]}", "\"b:1\"")) {
      assertThat(decode("{\"Error\":{\"Code\":\"draining\",\"Relays\":" + odd + "}}"))
          .isEqualTo(refusal(RefusalCode.DRAINING, ""));
    }
    String many = String.join(",", Collections.nCopies(100, "\"b:1\""));
    Refusal bounded =
        (Refusal) decode("{\"Error\":{\"Code\":\"draining\",\"Relays\":[" + many + "]}}");
    assertThat(bounded.relays()).hasSize(Refusal.MAX_RELAYS);
  }

  /** They end up in its clients' logs. */
  @Test
  void aRelaysWordsCannotPoseAsALogLine() throws Exception {
    Refusal refusal = refusal(RefusalCode.DRAINING, "a\nb\u001b[2Jc\u2028d\u202ee");
    assertThat(Answer.decode(refusal.encode()))
        .isEqualTo(refusal(RefusalCode.DRAINING, "a b [2Jc d e"));
  }

  @Test
  void aVersionThatThereIsNotIsMalformed() {
    assertThatThrownBy(() -> decode("{\"Mode\":1,\"Version\":0}"))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void aCodeOfANewerRelayIsUnknownAndItsMessageIsKept() throws Exception {
    assertThat(decode("{\"Error\":{\"Code\":\"from_the_future\",\"Message\":\"m\",\"More\":[1]}}"))
        .isEqualTo(refusal(RefusalCode.UNKNOWN, "m"));
  }

  @Test
  void unknownMembersArePassedOver() throws Exception {
    assertThat(decode("{\"a\":[{}],\"Mode\":1,\"b\":{\"Mode\":2},\"c\":null}\n"))
        .isEqualTo(ready(Role.SERVER, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "1",
        "null",
        "{\"Mode\":0}",
        "{\"Mode\":3}",
        "{\"Mode\":\"1\"}",
        "{\"Mode\":null}",
        "{\"Mode\":99999999999}",
        "{\"Mode\":1,\"Version\":99999999999999999999}",
        "{\"Mode\":1111111111222222222233333333334444444444}",
        "{\"Mode\":1}{\"Mode\":1}",
        "{\"Mode\":1}x",
        "{\"Mode\":1,\"Mode\":1}",
        "{\"Mode\":1",
        "{\"Mode\":1,\"x\":[[[[[[[[[[]]]]]]]]]]}",
        "{\"Mode\":1,\"Version\":2,\"ClientHelloDelivered\":true}",
        "{\"Mode\":2,\"ClientHelloDelivered\":true}",
        "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":1}",
        "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":[]}",
        "{\"Error\":\"text\"}",
        "{\"Error\":{\"Code\":\"draining\"",
      })
  void whatIsNoAnswerIsMalformed(String json) {
    assertThatThrownBy(() -> decode(json)).isInstanceOf(MalformedMessageException.class);
  }

  @Property
  void anyBytesAreAnAnswerOrMalformed(@ForAll byte[] bytes) {
    assertAnswerOrMalformed(bytes);
  }

  @Property
  void aDamagedAnswerIsAnAnswerOrMalformed(@ForAll byte damage, @ForAll int place) {
    byte[] bytes = refusal(RefusalCode.DRAINING, "later").encode();
    bytes[Math.floorMod(place, bytes.length)] = damage;
    assertAnswerOrMalformed(bytes);
  }

  private static void assertAnswerOrMalformed(byte[] bytes) {
    try {
      assertThat(Answer.decode(bytes)).isNotNull();
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageMatching("[\\p{Print}]+");
    }
  }
}
