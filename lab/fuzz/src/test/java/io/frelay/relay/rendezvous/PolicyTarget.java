package io.frelay.relay.rendezvous;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rules as an operator may write them: read, or refused in our words. */
public final class PolicyTarget {
  private PolicyTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Policy policy;
    try {
      policy = Policy.parse(List.of(text.split(",", -1)));
    } catch (IllegalArgumentException e) {
      if (!e.getMessage().startsWith("relay.policy: ")) {
        throw new AssertionError("not our words", e);
      }
      return;
    }
    for (Policy.Rule rule : policy.rules()) {
      boolean one = rule.allows(rule.user(), rule.one(), rule.other());
      boolean other = rule.allows(rule.user(), rule.other(), rule.one());
      if (!one || !other) {
        throw new AssertionError("a rule that does not allow what it says: " + rule);
      }
      if (!rule.user().equals("*") && rule.allows(rule.user() + "x", rule.one(), rule.other())) {
        throw new AssertionError("a rule for another user: " + rule);
      }
    }
  }
}
