package io.frelay.trials;

import static io.frelay.client.group.Elements.BYTES;
import static io.frelay.client.group.Elements.LONGS;

import io.frelay.client.group.Group;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Adds up the numbers of all parties, and says whose they are, by the group of the peers. */
public class Joint implements PeerHandler<Long, Joint.Output> {
  /** The same at all parties. */
  public record Output(long sum, List<String> parties) {}

  @Override
  public Output handle(Long input, Peers peers) throws Exception {
    Group group = peers.group();
    long sum = group.allReduce(new long[] {input}, LONGS.sum())[0];
    List<String> parties =
        group.allGather(BYTES, peers.self().getBytes(StandardCharsets.UTF_8)).stream()
            .map(each -> new String(each, StandardCharsets.UTF_8))
            .toList();
    return new Output(sum, parties);
  }
}
