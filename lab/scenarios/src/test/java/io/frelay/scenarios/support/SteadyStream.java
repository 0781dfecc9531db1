package io.frelay.scenarios.support;

import io.frelay.client.PeerConnection;
import java.io.DataInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A session whose one party sends the other random bytes, burst after burst, each of which is
 * compared with what it must be: what happens to others meanwhile must not be felt in it.
 */
public final class SteadyStream implements AutoCloseable {
  private static final int PIECE = 8192;

  /** Pieces sent at once, as fast as they are taken. */
  private static final int BURST = 32;

  /** Pause between bursts, which leaves the processor to others. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final long SEED = 42;

  private final Parties.Pair pair;
  private final Future<Long> writer;
  private final Future<Long> reader;
  private final AtomicLong received = new AtomicLong();
  private volatile boolean stopped;

  private SteadyStream(Parties.Pair pair) {
    this.pair = pair;
    this.writer = Parties.run(() -> write(pair.first()));
    this.reader = Parties.run(() -> read(pair.second()));
  }

  /** Begins; ends with the pair. */
  public static SteadyStream over(Parties.Pair pair) {
    return new SteadyStream(pair);
  }

  /** Number of bytes that have arrived so far, all correct. */
  public long received() {
    return received.get();
  }

  /** Ends it in good order; fails if a byte was lost, repeated or altered. */
  public void finish() throws Exception {
    stopped = true;
    long sent = Parties.await(writer);
    long arrived = Parties.await(reader);
    if (sent != arrived) {
      throw new AssertionError(sent + " bytes sent and " + arrived + " received");
    }
  }

  private long write(PeerConnection party) throws Exception {
    Random random = new Random(SEED);
    byte[] piece = new byte[PIECE];
    long sent = 0;
    while (!stopped) {
      for (int i = 0; i < BURST; i++) {
        random.nextBytes(piece);
        party.out().write(piece);
        party.out().flush();
        sent += piece.length;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    party.shutdownOutput();
    return sent;
  }

  private long read(PeerConnection party) throws Exception {
    Random random = new Random(SEED);
    byte[] expected = new byte[PIECE];
    byte[] piece = new byte[PIECE];
    DataInputStream in = new DataInputStream(party.in());
    for (int first = in.read(); first >= 0; first = in.read()) {
      piece[0] = (byte) first;
      in.readFully(piece, 1, PIECE - 1);
      random.nextBytes(expected);
      if (!Arrays.equals(piece, expected)) {
        throw new AssertionError("other bytes than were sent, after " + received);
      }
      received.addAndGet(PIECE);
    }
    return received.get();
  }

  @Override
  public void close() {
    stopped = true;
    pair.close();
  }
}
