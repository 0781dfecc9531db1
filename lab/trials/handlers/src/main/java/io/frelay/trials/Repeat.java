package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;

/** Gives as long a text as it is asked for. */
public class Repeat implements PeerHandler<Integer, String> {
  @Override
  public String handle(Integer length, Peers peers) {
    return "x".repeat(length);
  }
}
