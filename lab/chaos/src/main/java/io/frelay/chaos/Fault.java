package io.frelay.chaos;

import io.frelay.chaos.proxy.FaultProxy;
import io.frelay.chaos.proxy.FaultProxy.Mode;
import io.frelay.testkit.process.MeasuredProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** Fault that is injected once; every session must continue afterwards. */
enum Fault {
  RELAY_KILLED("kill -9 of the relay, and its restart"),
  FAILOVER("two relays; kill -9 of one, in turn"),
  RESET("all connections of a party reset"),
  RESET_AT_STEP("reset after the nth TLS record, from the first ClientHello to data"),
  RESET_AT_END("resets while all sessions end, and others begin"),
  CUT_AT_BYTE("reset, or ended, after the nth byte: within a record"),
  HALF_OPEN("both directions swallowed, no end seen"),
  STALL_UP("what the party sends stands still"),
  STALL_DOWN("what the party is to get stands still"),
  DELAY("250 ms more each way for 5 s, and a reset meanwhile"),
  DRIP("a byte a millisecond for two seconds"),
  RELAY_STOPPED("SIGSTOP of the relay, 1 to 9 s"),
  PARTY_STOPPED("SIGSTOP of a party, 1 to 9 s"),
  PARTY_RESTARTED("kill -9 of a party, and its restart"),
  CLOCK_SET("the wall clock of the relay or of a party goes hours ahead, or back, and a reset"),
  LOG_STALLED("nobody reads the relay's log, and resets"),
  LOG_FULL("no byte can be written to the relay's log, and resets"),
  NO_DESCRIPTORS("the relay can open nothing for 5 s, and a reset meanwhile"),
  CROWD("many sessions; kill -9 of the relay, and its restart"),
  OWNER_KILLED("cluster: kill -9 of a relay, then of another, where parties wait already"),
  REDIS_KILLED("cluster: kill -9 of Redis, then of a relay; Redis comes back empty"),
  REDIS_STOPPED("cluster: SIGSTOP of Redis, 1 to 6 s, and kill -9 of a relay meanwhile"),
  PARTITION("cluster: the others do not reach a relay, 1 to 6 s, and kill -9 of another"),
  ROLLING_RESTART("cluster: SIGTERM of one relay after the other, and their restarts"),
  STAMPEDE("kill -9 of the relay, to which thousands of other clients come again all at once");

  /** A connection that is taken up again has some 25 records before data. */
  private static final int RECORDS = 32;

  final String description;

  Fault(String description) {
    this.description = description;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Setting in which it is injected.
   *
   * @param many sessions of {@link #CROWD}
   * @param stampeders clients of {@link #STAMPEDE} besides
   */
  Setting setting(int sessions, int many, int stampeders) {
    Setting usual = Setting.usual(sessions);
    return switch (this) {
      case FAILOVER -> usual.withTwoRelays();
      case OWNER_KILLED, REDIS_KILLED, REDIS_STOPPED, PARTITION, ROLLING_RESTART ->
          usual.withCluster();
      case CROWD -> Setting.crowd(many);
      case STAMPEDE -> usual.withStampeders(stampeders);
      case CLOCK_SET -> usual.withClocks();
      case LOG_STALLED -> usual.withLog(Setting.Log.LONG);
      case LOG_FULL -> usual.withLog(Setting.Log.FULL);
      default -> usual;
    };
  }

  void inflict(Arena arena, int turn) throws IOException, InterruptedException {
    int party = arena.random.nextInt(2);
    FaultProxy proxy = arena.proxies.get(party);
    switch (this) {
      case RELAY_KILLED, CROWD -> arena.relays.restart(0);
      case STAMPEDE -> stampede(arena);
      case FAILOVER -> arena.relays.killInTurn(turn % 2);
      case OWNER_KILLED -> killOwners(arena, turn % 3);
      case REDIS_KILLED -> withoutRedis(arena, turn % 3);
      case REDIS_STOPPED -> withSlowRedis(arena, turn % 3);
      case PARTITION -> partition(arena, turn % 3);
      case ROLLING_RESTART -> rollingRestart(arena);
      case RESET -> proxy.reset();
      case RESET_AT_STEP -> {
        proxy.cutNextAfter(1 + turn % RECORDS);
        resetUntilCut(proxy);
      }
      case RESET_AT_END -> resetAtEnd(arena);
      case CUT_AT_BYTE -> {
        proxy.cutNextAtByte(1 + arena.random.nextInt(100_000), turn % 2 == 0);
        resetUntilCut(proxy);
      }
      case HALF_OPEN -> proxy.set(Mode.SWALLOW, Mode.SWALLOW);
      case STALL_UP -> hold(proxy, Mode.STALL, Mode.PASS, pause(arena, turn));
      case STALL_DOWN -> hold(proxy, Mode.PASS, Mode.STALL, pause(arena, turn));
      case DELAY -> delay(proxy);
      case DRIP -> hold(proxy, Mode.DRIP, Mode.DRIP, 2000);
      case RELAY_STOPPED -> stop(arena.relays.process(0), pause(arena, turn));
      case PARTY_STOPPED -> stop(arena.parties.get(party).process(), pause(arena, turn));
      case PARTY_RESTARTED -> arena.restartParty(party);
      case CLOCK_SET -> setClock(arena, turn);
      case LOG_STALLED -> stallLog(arena);
      case LOG_FULL -> resets(arena, 5, 500);
      case NO_DESCRIPTORS -> withoutDescriptors(arena, proxy);
    }
  }

  /** In turn so long that the silence is noticed, and so short that it is not. */
  private static int pause(Arena arena, int turn) {
    return turn % 2 == 0 ? 6000 + arena.random.nextInt(3000) : 1000 + arena.random.nextInt(2000);
  }

  private static void stampede(Arena arena) throws IOException, InterruptedException {
    long killed = System.nanoTime();
    arena.relays.restart(0);
    arena.stampeders.awaitReturn(killed);
  }

  /** The second is killed when parties of the first have come to it, or are about to. */
  private static void killOwners(Arena arena, int first) throws IOException, InterruptedException {
    arena.relays.kill(first);
    Thread.sleep(arena.random.nextInt(500));
    arena.relays.restart((first + 1) % 3);
    arena.relays.restart(first);
  }

  private static void withoutRedis(Arena arena, int relay)
      throws IOException, InterruptedException {
    arena.relays.cluster.redis.kill();
    arena.relays.restart(relay);
    Thread.sleep(arena.random.nextInt(3000));
    arena.relays.cluster.redis.startAgain();
  }

  private static void withSlowRedis(Arena arena, int relay)
      throws IOException, InterruptedException {
    arena.relays.cluster.redis.pause(true);
    arena.relays.restart(relay);
    Thread.sleep(1000 + arena.random.nextInt(5000));
    arena.relays.cluster.redis.pause(false);
  }

  private static void partition(Arena arena, int relay) throws IOException, InterruptedException {
    arena.relays.cluster.isolate(relay, true);
    arena.relays.restart((relay + 1) % 3);
    Thread.sleep(1000 + arena.random.nextInt(5000));
    arena.relays.cluster.isolate(relay, false);
  }

  private static void rollingRestart(Arena arena) throws IOException, InterruptedException {
    for (int relay = 0; relay < 3; relay++) {
      arena.relays.replace(relay);
      Thread.sleep(1000); // as long as the others take to know it
    }
  }

  private static void resetUntilCut(FaultProxy proxy) throws InterruptedException {
    proxy.reset();
    for (int i = 0; i < 1000 && !proxy.isCutDone(); i++) {
      Thread.sleep(10);
    }
  }

  private static void resetAtEnd(Arena arena) throws InterruptedException {
    arena.renewSessions();
    resets(arena, 20, 40);
  }

  private static void resets(Arena arena, int times, int longestPause) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      Thread.sleep(arena.random.nextInt(longestPause));
      arena.proxies.get(arena.random.nextInt(2)).reset();
    }
  }

  /** Within the validity of the certificates, which begins five minutes before they are made. */
  private static void setClock(Arena arena, int turn) throws IOException, InterruptedException {
    Duration ahead =
        turn % 2 == 0
            ? Duration.ofMinutes(1 + arena.random.nextInt(48 * 60))
            : Duration.ofMinutes(-arena.random.nextInt(5));
    arena.clocks.get(turn / 2 % arena.clocks.size()).set(ahead);
    Thread.sleep(1000);
    resets(arena, 1, 1000);
  }

  private static void stallLog(Arena arena) throws IOException, InterruptedException {
    arena.relays.stallLogs();
    int resets = 0;
    do {
      if (resets++ == 60) {
        throw new IOException("the relay does not print enough for its log to stall");
      }
      resets(arena, 1, 500);
    } while (!arena.relays.areLogsStalled());
    resets(arena, 1, 500);
  }

  private static void hold(FaultProxy proxy, Mode up, Mode down, int millis)
      throws InterruptedException {
    proxy.set(up, down);
    Thread.sleep(millis);
    proxy.set(Mode.PASS, Mode.PASS);
  }

  private static void delay(FaultProxy proxy) throws InterruptedException {
    proxy.delay(250);
    Thread.sleep(1000);
    proxy.reset();
    Thread.sleep(4000);
    proxy.delay(0);
  }

  private static void withoutDescriptors(Arena arena, FaultProxy proxy)
      throws IOException, InterruptedException {
    arena.relays.limitDescriptors("1");
    try {
      Thread.sleep(1000);
      proxy.reset();
      Thread.sleep(4000);
    } finally {
      arena.relays.limitDescriptors("4096");
    }
  }

  private static void stop(MeasuredProcess process, int millis)
      throws IOException, InterruptedException {
    process.signal("STOP");
    Thread.sleep(millis);
    process.signal("CONT");
  }
}
