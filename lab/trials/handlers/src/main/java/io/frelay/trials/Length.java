package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import jakarta.inject.Named;

/** Length of a text, under a name that is not ASCII. */
@Named("l\u00e4nge")
public class Length implements PeerHandler<String, Integer> {
  @Override
  public Integer handle(String input, Peers peers) {
    return input.length();
  }
}
