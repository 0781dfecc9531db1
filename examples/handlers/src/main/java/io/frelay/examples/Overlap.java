package io.frelay.examples;

import io.frelay.client.Messages;
import io.frelay.function.BadInputException;
import io.frelay.function.KeepWarm;
import io.frelay.function.PeerHandler;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Private set intersection: two parties learn which items both have, and of all others only how
 * many there are. Two banks can compare the accounts they have blocked, say, without showing each
 * other a list.
 *
 * <p>Each side blinds its items with a secret of its own ({@link Blinding}), sends them, and blinds
 * again what the other has sent. Blinding twice gives the same whichever secret came first, so
 * equal items end up equal, and without both secrets nobody can tell which item a blinded one is.
 *
 * <p>It assumes that both follow the protocol, and may be curious (the semi-honest model): a party
 * that lies about its own items learns about those it claimed.
 */
@KeepWarm // the same two parties compare again and again
public class Overlap implements PeerHandler<Overlap.Input, Overlap.Output> {
  /** The most items of a party; a message then has 3.2 MB. */
  static final int MOST_ITEMS = 100_000;

  /**
   * Items of this party.
   *
   * @param items compared as exact texts
   */
  public record Input(List<String> items) {}

  /**
   * Items that both parties have.
   *
   * @param common in the order of the input
   * @param own how many different items this party has
   * @param theirs how many the other one has
   */
  public record Output(List<String> common, int own, int theirs) {}

  @Override
  public Output handle(Input input, Peers peers) throws IOException {
    List<String> items = new ArrayList<>(checked(input));
    if (peers.names().size() != 1) {
      throw new BadInputException("an overlap is between two parties: name one peer");
    }
    // Else the position of an item would tell something of it; nor may anybody guess the order.
    Collections.shuffle(items, new SecureRandom());

    Blinding blinding = new Blinding();
    PeerStream peer = peers.get(peers.names().get(0));
    boolean first = peers.self().compareTo(peer.peer().name()) < 0;
    byte[] blindedTheirs = exchange(peer.messages(), blinding.blind(items), first);
    byte[] twiceTheirs = blinding.blindAgain(blindedTheirs);
    byte[] twiceOurs = exchange(peer.messages(), twiceTheirs, first);
    if (twiceOurs.length != items.size() * Blinding.LENGTH) {
      throw new IOException("the peer gave back another number of items than it was sent");
    }

    Set<String> theirs = new HashSet<>(Blinding.texts(twiceTheirs));
    List<String> ours = Blinding.texts(twiceOurs);
    Set<String> common = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (theirs.contains(ours.get(i))) {
        common.add(items.get(i));
      }
    }
    List<String> ordered = checked(input).stream().filter(common::contains).toList();
    return new Output(ordered, items.size(), theirs.size());
  }

  /** One after the other: if both wrote first, large messages would fill both directions. */
  private static byte[] exchange(Messages peer, byte[] own, boolean first) throws IOException {
    if (first) {
      peer.send(own);
    }
    byte[] other =
        peer.receive().orElseThrow(() -> new IOException("the peer ended before it had answered"));
    if (!first) {
      peer.send(own);
    }
    return other;
  }

  private static Set<String> checked(Input input) {
    if (input.items() == null || input.items().stream().anyMatch(Objects::isNull)) {
      throw new BadInputException("'items' is a list of texts");
    }
    if (input.items().size() > MOST_ITEMS) {
      throw new BadInputException("more than " + MOST_ITEMS + " items");
    }
    return new LinkedHashSet<>(input.items());
  }
}
