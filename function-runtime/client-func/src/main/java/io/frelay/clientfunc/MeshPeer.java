package io.frelay.clientfunc;

import io.frelay.protocol.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A member of a mesh, as {@code mesh} takes it: {@code NAME=PLACE}, or the name alone.
 *
 * @param place where this party's programs reach it; for this party, where its own program listens
 */
record MeshPeer(String name, Optional<String> place) {

  /** All members; this party may be among them. */
  static List<MeshPeer> parseAll(List<String> texts) throws UsageException {
    List<MeshPeer> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : texts) {
      MeshPeer member = parse(text);
      if (!names.add(member.name)) {
        throw new UsageException("party " + member.name + " is named twice");
      }
      members.add(member);
    }
    return members;
  }

  private static MeshPeer parse(String text) throws UsageException {
    int split = text.indexOf('=');
    String name = split < 0 ? text : text.substring(0, split);
    if (!Names.isParty(name)) {
      throw new UsageException("'%s' does not begin with a party's name".formatted(text));
    }
    return new MeshPeer(
        name, split < 0 ? Optional.empty() : Optional.of(text.substring(split + 1)));
  }
}
