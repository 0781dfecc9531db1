package io.frelay.chaos.soak;

import io.frelay.chaos.Balance;
import io.frelay.chaos.party.ChaosParty;
import io.frelay.chaos.party.Episode;
import io.frelay.testkit.Run;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two parties by the client library, each a process, that talk all the time. */
record PartyPair(ChaosParty zero, ChaosParty one) implements AutoCloseable {
  /** Not as impatient as where connections are broken on purpose. */
  private static final List<String> RECONNECT_PING_PONG_MILLIS = List.of("60000", "20000", "20000");

  static PartyPair start(Run run, Certificates certificates, String relay, int sessions)
      throws IOException {
    return new PartyPair(
        party(run, certificates, List.of("0", "1", relay), sessions),
        party(run, certificates, List.of("1", "0", relay), sessions));
  }

  private static ChaosParty party(
      Run run, Certificates certificates, List<String> meeting, int sessions) throws IOException {
    List<String> options = new ArrayList<>(List.of("0", Integer.toString(sessions)));
    options.addAll(RECONNECT_PING_PONG_MILLIS);
    options.addAll(List.of("1", "0"));
    return ChaosParty.start(run, certificates, meeting, options, Map.of());
  }

  /** Ends all sessions in good order. */
  Balance finish(Balance balance) throws IOException {
    zero.finish();
    one.finish();
    List<Episode> ofZero = zero.episodes();
    balance.addAll(ofZero, one.episodes());
    return balance;
  }

  @Override
  public void close() {
    zero.process().close();
    one.process().close();
  }
}
