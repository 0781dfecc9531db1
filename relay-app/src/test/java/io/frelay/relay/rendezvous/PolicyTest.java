package io.frelay.relay.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.frelay.relay.authenticate.PartyId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  @Test
  void withoutRulesAllMayMeet() {
    Policy open = Policy.parse(List.of());
    assertThat(open.allows(new PartyId("alice", "0"), "1")).isTrue();
    assertThat(open.allows(new PartyId("", "x"), "y")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "alice/0/1, alice, 0, 1, true",
    "alice/0/1, alice, 1, 0, true",
    "alice/0/1, alice, 0, 2, false",
    "alice/0/1, alice, 2, 1, false",
    "alice/0/1, bob,   0, 1, false",
    "alice/0/1, Alice, 0, 1, false",
    "alice/0/*, alice, 0, 7, true",
    "alice/0/*, alice, 7, 0, true",
    "alice/0/*, alice, 7, 8, false",
    "alice/*/*, alice, 7, 8, true",
    "alice/*/*, bob,   7, 8, false",
    "*/0/1,     bob,   1, 0, true",
    "*/0/1,     bob,   1, 2, false",
    "/0/1,      '',    0, 1, true",
    "/0/1,      alice, 0, 1, false",
    "*/*/*,     '',    0, 1, true",
    "'  alice/0/1 ', alice, 0, 1, true",
  })
  void aRuleNamesAPairInEitherOrder(
      String rule, String user, String party, String peer, boolean allowed) {
    assertThat(Policy.parse(List.of(rule)).allows(new PartyId(user, party), peer))
        .isEqualTo(allowed);
  }

  @Test
  void oneOfSeveralRulesIsEnough() {
    Policy policy = Policy.parse(List.of("alice/0/1", "alice/0/2", "bob/*/*"));
    assertThat(policy.allows(new PartyId("alice", "2"), "0")).isTrue();
    assertThat(policy.allows(new PartyId("alice", "1"), "2")).isFalse();
    assertThat(policy.allows(new PartyId("bob", "1"), "2")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "alice", "alice/0", "alice/0/", "alice//1", "a/0/1/2", "a/ 0/1", "é/0/1"})
  void aRuleThatCannotBeReadIsQuotedInTheComplaint(String rule) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policy.parse(List.of("alice/0/1", rule)))
        .withMessageContaining("relay.policy: '" + rule + "' is not user/party/party");
  }
}
