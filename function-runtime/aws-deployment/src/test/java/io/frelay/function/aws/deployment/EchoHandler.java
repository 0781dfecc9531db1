package io.frelay.function.aws.deployment;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;

class EchoHandler implements PeerHandler<String, String> {
  @Override
  public String handle(String input, Peers peers) {
    return input;
  }
}
