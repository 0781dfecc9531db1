package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;

/** Leaves its thread interrupted, as the usual idiom does. */
public class Interrupting implements PeerHandler<String, String> {
  @Override
  public String handle(String input, Peers peers) {
    Thread.currentThread().interrupt();
    return input;
  }
}
