package io.frelay.function.deployment.devui;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** All parties' words, its own first, then the others'. */
public class Join implements PeerHandler<Join.Word, String> {
  /** Input. */
  public record Word(String word) {}

  @Override
  public String handle(Word input, Peers peers) throws IOException {
    StringBuilder all = new StringBuilder(input.word());
    for (String name : peers.names()) {
      peers.get(name).messages().send(input.word().getBytes(StandardCharsets.UTF_8));
    }
    for (String name : peers.names()) {
      byte[] theirs = peers.get(name).messages().receive().orElseThrow();
      all.append(' ').append(new String(theirs, StandardCharsets.UTF_8));
    }
    return all.toString();
  }
}
