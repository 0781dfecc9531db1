package io.frelay.trials;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import jakarta.annotation.PostConstruct;

/** A bean that cannot be made, as one whose own settings are missing. */
public class Unmade implements PeerHandler<String, String> {
  @PostConstruct
  void open() {
    throw new IllegalStateException("s3cr3t");
  }

  @Override
  public String handle(String input, Peers peers) {
    return input;
  }
}
