package io.frelay.chaos;

import io.frelay.bench.Run;
import io.frelay.bench.relay.Certificates;
import io.frelay.chaos.party.Episode;
import io.frelay.chaos.party.PartyProcess;
import io.frelay.chaos.party.Progress;
import io.frelay.chaos.proxy.FaultProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Relays, a proxy in front of the first for each party, and two parties under load. */
final class Arena implements AutoCloseable {
  private static final long RECOVERY_NANOS = 90_000_000_000L;
  private static final long POLL_MILLIS = 50;

  final Random random;
  final Relays relays;
  final List<FaultProxy> proxies = new ArrayList<>();
  final List<PartyProcess> parties = new ArrayList<>();

  /** The relays' and each party's, if they can be set. */
  final List<WallClock> clocks = new ArrayList<>();

  private final Run run;
  private final Certificates certificates;
  private final Setting setting;
  private final List<String> complaints = new ArrayList<>();

  Arena(Run run, Certificates certificates, Setting setting, long seed)
      throws IOException, InterruptedException {
    this.run = run;
    this.certificates = certificates;
    this.setting = setting;
    this.random = new Random(seed);
    if (setting.clocks()) {
      for (int i = 0; i < 3; i++) {
        clocks.add(WallClock.make(run.scratch()));
      }
    }
    relays = new Relays(run, certificates, setting, environment(0));
    for (int party = 0; party < 2; party++) {
      proxies.add(new FaultProxy(relays.address(0)));
      parties.add(start(party));
    }
  }

  /** Kills a party and starts it again, without anything that it knew. */
  void restartParty(int party) throws IOException {
    complaints.addAll(parties.get(party).process().complaints());
    parties.get(party).process().kill();
    parties.set(party, start(party));
  }

  private PartyProcess start(int party) throws IOException {
    String list = setting.proxied() ? "127.0.0.1:" + proxies.get(party).port() : relays.list();
    List<String> meeting = List.of(Integer.toString(party), Integer.toString(1 - party), list);
    List<String> options =
        List.of(
            Integer.toString(setting.sessions()),
            "60000",
            "2000",
            "2000",
            Long.toString(random.nextLong()),
            setting.quiet() ? "quiet" : "mixed");
    return PartyProcess.start(run, certificates, meeting, options, environment(1 + party));
  }

  private Map<String, String> environment(int clock) {
    return clocks.isEmpty() ? Map.of() : clocks.get(clock).environment();
  }

  /** Has all sessions end in good order, and others begin. */
  void renewSessions() {
    parties.forEach(PartyProcess::renew);
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
      for (int i = 0; i < setting.sessions(); i++) {
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
    troubles().forEach(balance::trouble);
    return balance;
  }

  /** What the logs of all processes complain of, and which of them have ended. */
  List<String> troubles() {
    List<String> all = new ArrayList<>(relays.troubles());
    parties.forEach(party -> complaints.addAll(party.process().complaints()));
    complaints.forEach(line -> all.add("a party's log: " + line));
    return all;
  }

  @Override
  public void close() throws IOException {
    for (PartyProcess party : parties) {
      party.process().close();
    }
    for (FaultProxy proxy : proxies) {
      proxy.close();
    }
    relays.close();
  }
}
