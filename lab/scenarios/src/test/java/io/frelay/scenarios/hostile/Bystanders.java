package io.frelay.scenarios.hostile;

import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/**
 * Two parties that pay no heed to what goes on, and send each other blocks with a checksum; and two
 * more, who meet when asked to.
 */
final class Bystanders implements AutoCloseable {
  private static final int BLOCK = 20_000;

  /** Pause between blocks, which leaves the processor to the attackers. */
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final RelayProcess relay;
  private final Pki pki;
  private final Pair pair;
  private final Future<Void> talk;
  private final AtomicLong blocks = new AtomicLong();
  private volatile boolean enough;

  Bystanders(RelayProcess relay, Pki pki) throws Exception {
    this.relay = relay;
    this.pki = pki;
    pair = Pair.of(relay, pki, "bystanders");
    talk = Parties.run(this::talk);
  }

  private Void talk() throws IOException {
    Random random = new Random(1);
    byte[] block = new byte[BLOCK];
    while (!enough) {
      random.nextBytes(block);
      pair.first().messages().send(block);
      byte[] there = pair.second().messages().receive().orElseThrow();
      pair.second().messages().send(there);
      byte[] back = pair.first().messages().receive().orElseThrow();
      if (checksum(back) != checksum(block)) {
        throw new AssertionError("a block was altered on its way");
      }
      blocks.incrementAndGet();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return null;
  }

  private static long checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  /** They go on talking: ten more blocks there and back. */
  void requireUndisturbed() {
    long before = blocks.get();
    await("the bystanders' next blocks")
        .atMost(Duration.ofSeconds(20))
        .failFast("they stopped", talk::isDone)
        .until(() -> blocks.get() >= before + 10);
  }

  /** Two more meet anew: a relay that only keeps what it has is none. */
  void requireNewcomersServed() {
    try (Pair newcomers = Pair.of(relay, pki, "newcomers")) {
      newcomers.talk();
    } catch (Exception e) {
      throw new AssertionError("newcomers are not served", e);
    }
  }

  @Override
  public void close() {
    enough = true;
    try (pair) {
      Parties.await(talk);
    } catch (Exception e) {
      throw new AssertionError("the bystanders' session", e);
    }
  }
}
