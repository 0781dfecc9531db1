package io.frelay.chaos;

import io.frelay.chaos.proxy.FaultProxy;
import io.frelay.chaos.proxy.FaultProxy.Mode;
import java.io.IOException;

/** What is done once; afterwards every session has to go on. */
enum Fault {
  RELAY_KILLED("kill -9 of the relay, and its restart"),
  RESET("all connections of a party reset"),
  RESET_AT_STEP("reset after the nth TLS record, from the first ClientHello to data"),
  HALF_OPEN("both directions swallowed, no end seen"),
  STALL_UP("what the party sends stands still"),
  STALL_DOWN("what the party is to get stands still"),
  DRIP("a byte a millisecond for two seconds"),
  RELAY_STOPPED("SIGSTOP of the relay, 1 to 6 s"),
  PARTY_STOPPED("SIGSTOP of a party, 1 to 8 s"),
  PARTY_RESTARTED("kill -9 of a party, and its restart");

  /** A connection that is taken up again has some 25 records before data. */
  private static final int RECORDS = 32;

  final String description;

  Fault(String description) {
    this.description = description;
  }

  String id() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  void inflict(Arena arena, int turn) throws IOException, InterruptedException {
    int party = arena.random.nextInt(2);
    FaultProxy proxy = arena.proxies.get(party);
    switch (this) {
      case RELAY_KILLED -> arena.restartRelay();
      case RESET -> proxy.reset();
      case RESET_AT_STEP -> resetAtStep(proxy, 1 + turn % RECORDS);
      case HALF_OPEN -> proxy.set(Mode.SWALLOW, Mode.SWALLOW);
      case STALL_UP -> hold(proxy, Mode.STALL, Mode.PASS, 1000 + arena.random.nextInt(7000));
      case STALL_DOWN -> hold(proxy, Mode.PASS, Mode.STALL, 1000 + arena.random.nextInt(7000));
      case DRIP -> hold(proxy, Mode.DRIP, Mode.DRIP, 2000);
      case RELAY_STOPPED -> stop(arena.relay.process(), 1000 + arena.random.nextInt(5000));
      case PARTY_STOPPED ->
          stop(arena.parties.get(party).process(), 1000 + arena.random.nextInt(7000));
      case PARTY_RESTARTED -> arena.restartParty(party);
    }
  }

  private static void resetAtStep(FaultProxy proxy, int records) throws InterruptedException {
    proxy.cutNextAfter(records);
    proxy.reset();
    for (int i = 0; i < 1000 && !proxy.isCutDone(); i++) {
      Thread.sleep(10);
    }
  }

  private static void hold(FaultProxy proxy, Mode up, Mode down, int millis)
      throws InterruptedException {
    proxy.set(up, down);
    Thread.sleep(millis);
    proxy.set(Mode.PASS, Mode.PASS);
  }

  private static void stop(io.frelay.bench.process.MeasuredProcess process, int millis)
      throws IOException, InterruptedException {
    process.signal("STOP");
    Thread.sleep(millis);
    process.signal("CONT");
  }
}
