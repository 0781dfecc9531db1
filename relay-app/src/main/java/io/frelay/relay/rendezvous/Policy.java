package io.frelay.relay.rendezvous;

import io.frelay.protocol.Names;
import io.frelay.relay.authenticate.PartyId;
import java.util.List;

/**
 * Pairs of one user's parties that may meet: all, or only those that a rule names.
 *
 * @param rules none for every two parties
 */
public record Policy(List<Rule> rules) {
  private static final String ANY = "*";

  /** One {@code user/party/party}, each a name or {@code *}; the parties in either order. */
  record Rule(String user, String one, String other) {
    static Rule parse(String text) {
      String[] parts = text.strip().split("/", -1);
      if (parts.length != 3
          || !Names.isUser(parts[0])
          || !Names.isParty(parts[1])
          || !Names.isParty(parts[2])) {
        throw new IllegalArgumentException(
            "relay.policy: '%s' is not user/party/party, such as alice/0/1 or alice/0/*"
                .formatted(text));
      }
      return new Rule(parts[0], parts[1], parts[2]);
    }

    boolean allows(String user, String party, String peer) {
      return matches(this.user, user)
          && ((matches(one, party) && matches(other, peer))
              || (matches(one, peer) && matches(other, party)));
    }

    private static boolean matches(String pattern, String name) {
      return pattern.equals(ANY) || pattern.equals(name);
    }
  }

  /**
   * Reads the rules.
   *
   * @throws IllegalArgumentException if a rule cannot be read
   */
  public static Policy parse(List<String> rules) {
    return new Policy(rules.stream().map(Rule::parse).toList());
  }

  public boolean allows(PartyId party, String peer) {
    return rules.isEmpty()
        || rules.stream().anyMatch(rule -> rule.allows(party.user(), party.name(), peer));
  }
}
