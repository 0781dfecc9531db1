package io.frelay.client.group;

import io.frelay.protocol.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Name of a group with its members. The sessions' tag follows from the name alone, so that members
 * with different lists meet; their purpose, and the first frame, from both, so that they find out.
 *
 * @param members in the order of their ranks
 */
record GroupName(String name, List<String> members) {
  /** Most members. */
  static final int MAX_MEMBERS = 255;

  private static final String PROTOCOL = "frelay-group/1";

  GroupName {
    members = List.copyOf(members);
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException("a group has 1 to " + MAX_MEMBERS + " members");
    }
    if (new TreeSet<>(members).size() < members.size()) {
      throw new IllegalArgumentException("a member is named twice: " + members);
    }
  }

  /** Tag of the session of each pair. Tells the relay less than the name. */
  String tag() {
    return "group-" + HexFormat.of().formatHex(digest("tag", List.of()), 0, 16);
  }

  /** Purpose of these sessions; not seen by the relay. */
  String purpose() {
    return PROTOCOL + " " + HexFormat.of().formatHex(digest());
  }

  /** SHA-256 of the name and the exact list. */
  byte[] digest() {
    return digest("members", members);
  }

  private byte[] digest(String label, List<String> texts) {
    List<String> all = new ArrayList<>(List.of(PROTOCOL + " " + label, name));
    all.addAll(texts);
    return Sha256.ofTexts(all);
  }
}
