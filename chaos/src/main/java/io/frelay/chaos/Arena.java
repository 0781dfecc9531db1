package io.frelay.chaos;

import io.frelay.bench.Run;
import io.frelay.bench.relay.Certificates;
import io.frelay.bench.relay.RelayLauncher;
import io.frelay.chaos.party.Episode;
import io.frelay.chaos.party.PartyProcess;
import io.frelay.chaos.party.Progress;
import io.frelay.chaos.proxy.FaultProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A relay, a proxy in front of it for each party, and two parties under load. */
final class Arena implements AutoCloseable {
  private static final long RECOVERY_NANOS = 90_000_000_000L;
  private static final long POLL_MILLIS = 50;

  final Random random;
  final List<FaultProxy> proxies = new ArrayList<>();
  final List<PartyProcess> parties = new ArrayList<>();
  RelayLauncher.Running relay;

  private final Run run;
  private final Certificates certificates;
  private final int sessions;

  Arena(Run run, Certificates certificates, int sessions, long seed) throws IOException {
    this.run = run;
    this.certificates = certificates;
    this.sessions = sessions;
    this.random = new Random(seed);
    relay = RelayLauncher.on(run.jdks().get(0)).start(run, certificates);
    for (int party = 0; party < 2; party++) {
      proxies.add(new FaultProxy(relay.address()));
      parties.add(start(party));
    }
  }

  /** Kills the relay and starts another on its port. */
  void restartRelay() throws IOException {
    relay.process().kill();
    relay =
        RelayLauncher.on(run.jdks().get(0)).startOn(relay.address().getPort(), run, certificates);
  }

  /** Kills a party and starts it again, without anything that it knew. */
  void restartParty(int party) throws IOException {
    parties.get(party).process().kill();
    parties.set(party, start(party));
  }

  private PartyProcess start(int party) throws IOException {
    String relays = "127.0.0.1:" + proxies.get(party).port();
    List<String> meeting = List.of(Integer.toString(party), Integer.toString(1 - party), relays);
    List<String> options =
        List.of(
            Integer.toString(sessions), "60000", "2000", "2000", Long.toString(random.nextLong()));
    return PartyProcess.start(run, certificates, meeting, options);
  }

  /** Waits until something that is sent from now on has arrived, both ways of every session. */
  void awaitRecovery() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + RECOVERY_NANOS;
    List<Progress> zeroThen = parties.get(0).status();
    List<Progress> oneThen = parties.get(1).status();
    while (true) {
      List<Progress> zero = parties.get(0).status();
      List<Progress> one = parties.get(1).status();
      boolean all = true;
      for (int i = 0; i < sessions; i++) {
        all &= zero.get(i).hasReached(one.get(i), zeroThen.get(i));
        all &= one.get(i).hasReached(zero.get(i), oneThen.get(i));
      }
      if (all) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("hangs: party 0 " + zero + ", party 1 " + one);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Ends all sessions in good order and draws the balance. */
  Balance finish(boolean restartsAreMeant) throws IOException {
    parties.forEach(PartyProcess::finish);
    List<Episode> zero = parties.get(0).episodes();
    List<Episode> one = parties.get(1).episodes();
    Balance balance = new Balance(restartsAreMeant);
    balance.addAll(zero, one);
    if (!relay.process().isAlive()) {
      balance.trouble("the relay has ended: " + relay.process().log());
    }
    return balance;
  }

  @Override
  public void close() throws IOException {
    for (PartyProcess party : parties) {
      party.process().close();
    }
    for (FaultProxy proxy : proxies) {
      proxy.close();
    }
    relay.close();
  }
}
