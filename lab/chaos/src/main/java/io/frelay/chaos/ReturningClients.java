package io.frelay.chaos;

import io.frelay.testkit.Run;
import io.frelay.testkit.load.GeneratorProcess;
import io.frelay.testkit.load.GeneratorProcess.Answer;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Clients of the load generator that come again all at once when the relay is gone, two for each of
 * their sessions.
 */
final class ReturningClients implements AutoCloseable {
  private static final long TIMEOUT_NANOS = 300_000_000_000L;
  private static final long POLL_MILLIS = 50;

  private final Run run;
  private final int sessions;
  private final GeneratorProcess generator;
  private double lostBefore;

  /** Returns when all are there. */
  ReturningClients(Run run, Certificates certificates, InetSocketAddress relay, int clients)
      throws IOException {
    this.run = run;
    sessions = clients / 2;
    generator = GeneratorProcess.parties(run, new GeneratorProcess.Target(relay, certificates, 2));
    Answer first = generator.command("stampede %d", sessions);
    say("came to an idle relay", first.number("seconds"), first);
    lostBefore = first.number("lost");
  }

  /**
   * Waits until all have lost their connections and are back.
   *
   * @param since when the relay was killed, by {@link System#nanoTime}
   */
  void awaitReturn(long since) throws IOException, InterruptedException {
    while (true) {
      Answer now = generator.command("stampede-state");
      double seconds = (System.nanoTime() - since) / 1e9;
      if (now.number("foreign") > 0) {
        throw new IOException("bytes of another session: " + now.values());
      }
      if (now.number("up") == sessions && now.number("lost") >= lostBefore + sessions) {
        say("are back", seconds, now);
        lostBefore = now.number("lost");
        return;
      }
      if (System.nanoTime() - since > TIMEOUT_NANOS) {
        throw new IOException("clients do not come back: " + now.values());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void say(String what, double seconds, Answer answer) {
    run.log()
        .println(
            "chaos: %,d clients %s after %.1f s: %s"
                .formatted(2 * sessions, what, seconds, answer.values()));
  }

  @Override
  public void close() throws IOException {
    generator.close();
  }
}
