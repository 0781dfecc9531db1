package io.frelay.trials;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.client.Messages;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ForkJoinPool;

/** Asks its peers when it has returned already. */
public class Later implements PeerHandler<String, Uni<Later.Answer>> {
  /** Answer of the first peer. */
  public record Answer(String text) {}

  @Override
  public Uni<Answer> handle(String input, Peers peers) {
    return Uni.createFrom()
        .item(() -> answer(input, peers))
        .runSubscriptionOn(ForkJoinPool.commonPool());
  }

  private static Answer answer(String input, Peers peers) {
    try {
      Messages peer = peers.get(peers.names().get(0)).messages();
      peer.send(input.getBytes(UTF_8));
      return new Answer(new String(peer.receive().orElseThrow(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
