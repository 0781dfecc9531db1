package io.frelay.client.internal.session;

import io.frelay.fuzz.Choices;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which session is meant: two that differ in anything never agree, however their texts are parted;
 * both ends of one do; and what a peer says never does any harm, whatever it is.
 */
public final class SessionBindingTarget {
  private static final int TEXTS = 5;

  private SessionBindingTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Choices choices = new Choices(input);
    List<String> one = texts(choices);
    List<String> other = texts(choices);
    SessionBinding ours = binding(one);
    require(ours.difference(binding(swapped(one)).encode()).isEmpty(), "its own other end differs");
    boolean same = sameSession(one, other) && agree(one, other, 0) && agree(one, other, 4);
    boolean found = ours.difference(binding(other).encode()).isEmpty();
    require(same == found, one + (same ? " is " : " is not ") + other);
    byte[] anything = Arrays.copyOf(choices.rest(), SessionBinding.BYTES);
    boolean guessed = ours.difference(anything).isEmpty();
    require(!guessed || Arrays.equals(anything, 0, 32, ours.encode(), 0, 32), "it was guessed");
    String protocol = new String(anything, StandardCharsets.ISO_8859_1);
    for (String each : SessionBinding.offer(List.of(protocol))) {
      String inside = SessionBinding.isAgreed(each) ? SessionBinding.inside(each) : each;
      require(inside.isEmpty() || inside.equals(protocol), "another protocol inside " + each);
    }
  }

  /** User, party, peer, tag, purpose; often the same, so that they come close. */
  private static List<String> texts(Choices choices) {
    String[] texts = new String[TEXTS];
    for (int i = 0; i < TEXTS; i++) {
      byte[] bytes = choices.bytes(3);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) ('0' + Math.floorMod(bytes[at], 3));
      }
      texts[i] = new String(bytes, StandardCharsets.US_ASCII);
    }
    return List.of(texts);
  }

  private static SessionBinding binding(List<String> texts) {
    return new SessionBinding(texts.get(0), texts.get(1), texts.get(2), texts.get(3), texts.get(4));
  }

  private static List<String> swapped(List<String> texts) {
    return List.of(texts.get(0), texts.get(2), texts.get(1), texts.get(3), texts.get(4));
  }

  private static boolean sameSession(List<String> one, List<String> other) {
    return one.subList(1, 4).equals(other.subList(1, 4))
        || one.subList(1, 4).equals(swapped(other).subList(1, 4));
  }

  /** Compares fields that may be unspecified. */
  private static boolean agree(List<String> one, List<String> other, int index) {
    String own = one.get(index);
    String peers = other.get(index);
    return own.equals(peers) || own.isEmpty() || peers.isEmpty();
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
