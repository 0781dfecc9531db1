package io.frelay.examples;

import io.frelay.client.Messages;
import io.frelay.function.BadInputException;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Private sum: three or more parties learn the total of their numbers, and nothing else of them.
 * Say employers who want to know the total of their payrolls.
 *
 * <p>By additive secret sharing: each party splits its number into random shares that add up to it,
 * one for each party, itself included; each adds up the shares it got, and the sums, told to all,
 * add up to the total. All is modulo 2^64, so that every share by itself is just a random number.
 * Nothing less than all other parties together can find out a party's number.
 */
public class Total implements PeerHandler<Total.Input, Total.Output> {
  /** So that no total of {@code Session}'s most parties leaves a long. */
  private static final long LARGEST = 1L << 53;

  private final SecureRandom random = new SecureRandom();

  /**
   * This party's number.
   *
   * @param value at most 2^53 either way
   */
  public record Input(Long value) {}

  /**
   * The result.
   *
   * @param total of all parties
   * @param parties how many there are
   */
  public record Output(long total, int parties) {}

  @Override
  public Output handle(Input input, Peers peers) throws IOException {
    if (input.value() == null || Math.abs(input.value()) > LARGEST) {
      throw new BadInputException("'value' is a whole number of at most 2^53 either way");
    }
    if (peers.names().size() < 2) {
      throw new BadInputException(
          "a total of two would tell each the other's number: name two peers or more");
    }
    Map<String, Messages> streams = new LinkedHashMap<>();
    peers.names().forEach(name -> streams.put(name, peers.get(name).messages()));

    long sum = input.value();
    for (Messages peer : streams.values()) {
      long share = random.nextLong();
      send(peer, share);
      sum -= share;
    }
    for (Messages peer : streams.values()) {
      sum += receive(peer);
    }

    long total = sum;
    for (Messages peer : streams.values()) {
      send(peer, sum);
    }
    for (Messages peer : streams.values()) {
      total += receive(peer);
    }
    return new Output(total, streams.size() + 1);
  }

  private static void send(Messages peer, long number) throws IOException {
    peer.send(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private static long receive(Messages peer) throws IOException {
    byte[] message =
        peer.receive()
            .orElseThrow(() -> new IOException("a peer ended before the total was there"));
    if (message.length != Long.BYTES) {
      throw new IOException("a peer sent something else than a share");
    }
    return ByteBuffer.wrap(message).getLong();
  }
}
