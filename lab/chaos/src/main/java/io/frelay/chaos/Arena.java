package io.frelay.chaos;

import io.frelay.chaos.Setting.People;
import io.frelay.chaos.party.ChaosParty;
import io.frelay.chaos.party.Progress;
import io.frelay.chaos.proxy.FaultProxy;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Relays, a proxy in front of the first for each party, and parties under load. They meet in pairs:
 * the first two, and so on.
 */
final class Arena implements AutoCloseable {
  /** Time that recovery may take beyond the timeout of reconnecting. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final int SESSIONS_A_MILLI = 10; // looking at thousands is work

  final Random random;
  final Relays relays;
  final List<FaultProxy> proxies = new ArrayList<>();
  final List<ChaosParty> parties = new ArrayList<>();

  /** The relays' and each party's, if they can be set. */
  final List<WallClock> clocks = new ArrayList<>();

  /** Null if there are none. */
  final ReturningClients stampeders;

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
    for (int i = 0; i < 2; i++) {
      proxies.add(new FaultProxy(relays.address(0)));
    }
    for (int party = 0; party < 2 * setting.people().pairs(); party++) {
      parties.add(start(party));
    }
    stampeders =
        setting.stampeders() > 0
            ? new ReturningClients(run, certificates, relays.address(0), setting.stampeders())
            : null;
  }

  /** Kills a party and starts it again, without anything that it knew. */
  void restartParty(int party) throws IOException {
    complaints.addAll(parties.get(party).process().complaints());
    parties.get(party).process().kill();
    parties.set(party, start(party));
  }

  private ChaosParty start(int party) throws IOException {
    int me = party % 2;
    String list = relays(me);
    List<String> meeting = List.of(Integer.toString(me), Integer.toString(1 - me), list);
    People people = setting.people();
    String ping = Long.toString(people.ping().toMillis());
    List<String> options =
        List.of(
            Integer.toString(party / 2 * people.sessions()),
            Integer.toString(people.sessions()),
            Long.toString(people.reconnectTimeout().toMillis()),
            ping,
            ping,
            Long.toString(random.nextLong()),
            Integer.toString(people.quietMillis()));
    return ChaosParty.start(run, certificates, meeting, options, environment(1 + me));
  }

  private String relays(int party) {
    if (setting.cluster()) {
      return relays.listFor(party);
    }
    return setting.proxied() ? "127.0.0.1:" + proxies.get(party).port() : relays.list();
  }

  private Map<String, String> environment(int clock) {
    return clocks.isEmpty() ? Map.of() : clocks.get(clock).environment();
  }

  /** Has all sessions end in good order, and others begin. */
  void renewSessions() {
    parties.forEach(ChaosParty::renew);
  }

  /** Waits until something that is sent from now on has arrived, both ways of every session. */
  void awaitRecovery() throws IOException, InterruptedException {
    People people = setting.people();
    long deadline = System.nanoTime() + people.reconnectTimeout().plus(MARGIN).toNanos();
    int pause = Math.max(50, people.pairs() * people.sessions() / SESSIONS_A_MILLI);
    List<List<Progress>> then = status();
    while (true) {
      List<String> missing = missing(then, status());
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(missing.size() + " sessions hang, such as " + missing.get(0));
      }
      Thread.sleep(pause);
    }
  }

  /** The sessions where what was sent after {@code then} has not arrived. */
  private static List<String> missing(List<List<Progress>> then, List<List<Progress>> now) {
    List<String> missing = new ArrayList<>();
    for (int party = 0; party < now.size(); party += 2) {
      for (int i = 0; i < now.get(party).size(); i++) {
        Progress zero = now.get(party).get(i);
        Progress one = now.get(party + 1).get(i);
        if (!zero.hasReached(one, then.get(party).get(i))
            || !one.hasReached(zero, then.get(party + 1).get(i))) {
          missing.add("the %d. of pair %d: %s and %s".formatted(i, party / 2, zero, one));
        }
      }
    }
    return missing;
  }

  /** Progress of each session, by party. */
  private List<List<Progress>> status() throws IOException {
    List<List<Progress>> all = new ArrayList<>();
    for (ChaosParty party : parties) {
      all.add(party.status());
    }
    return all;
  }

  /** Ends all sessions in good order and draws the balance. */
  Balance finish(boolean restartsAreMeant) throws IOException {
    parties.forEach(ChaosParty::finish);
    Balance balance = new Balance(restartsAreMeant);
    for (int i = 0; i < parties.size(); i += 2) {
      balance.addAll(parties.get(i).episodes(), parties.get(i + 1).episodes());
    }
    troubles().forEach(balance::trouble);
    return balance;
  }

  /** Errors in the logs of all processes, and processes that have ended. */
  List<String> troubles() {
    List<String> all = new ArrayList<>(relays.troubles());
    parties.forEach(party -> complaints.addAll(party.process().complaints()));
    complaints.forEach(line -> all.add("a party's log: " + line));
    return all;
  }

  @Override
  public void close() throws IOException {
    for (ChaosParty party : parties) {
      party.process().close();
    }
    for (FaultProxy proxy : proxies) {
      proxy.close();
    }
    if (stampeders != null) {
      stampeders.close();
    }
    relays.close();
  }
}
