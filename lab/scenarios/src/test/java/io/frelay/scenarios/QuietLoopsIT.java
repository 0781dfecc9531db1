package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayLoops;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.RelayTransport;
import io.frelay.scenarios.support.Shared;
import io.frelay.scenarios.support.UnreadBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A connection that ends or is reset while nobody reads it wakes no event loop again and again: the
 * kernel reports a hang-up whatever is asked for, for as long as the connection is open. Each state
 * in which the relay does not read is brought about by as many sessions as there are ways to end.
 */
class QuietLoopsIT {
  private static final byte[] FIRST_BYTES = {22, 3, 1, 0, 4, 1, 2, 3, 4};
  private static final int PIECE = 32 * 1024;

  /** So many looks in a row that find unread bytes say that nobody reads. */
  private static final int LOOKS = 5;

  /** Ends of two parties, step by step: which party (waiter or second), and by FIN or by reset. */
  private static final List<String> ENDINGS =
      List.of(
          "wF", "wR", "sF", "sR", "wF sF", "sF wF", "wF wR", "sF sR", "wF sR", "wR sF", "sF wR");

  private static final Map<RelayTransport, RelayProcess> RELAYS =
      new EnumMap<>(RelayTransport.class);

  private enum State {
    /** No ClientHello has come. */
    SILENT,
    /** Both wait, for somebody else. */
    WAITING,
    /** The waiter's first bytes are held for a version 1 party that reads ahead. */
    FIRST_BYTES_HELD,
    /** So many that the waiter is not read any more. */
    MANY_FIRST_BYTES_HELD,
    /** Joined, all that was sent is delivered. */
    DELIVERED,
    /** Joined; the waiter sends more than the second takes, which says nothing. */
    BACK_PRESSURE_ONE_WAY,
    /** Joined; both send more than the other one takes. */
    BACK_PRESSURE_BOTH_WAYS;

    boolean isJoined() {
      return compareTo(DELIVERED) >= 0;
    }
  }

  private record Session(String ending, HandDrivenParty waiter, HandDrivenParty second) {
    void step(int number) throws IOException {
      String[] steps = ending.split(" ", -1);
      if (number < steps.length) {
        HandDrivenParty party = steps[number].startsWith("w") ? waiter : second;
        if (steps[number].endsWith("F")) {
          party.socket().shutdownOutput();
        } else {
          party.socket().setSoLinger(true, 0);
          party.close();
        }
      }
    }

    void close() throws IOException {
      waiter.close();
      second.close();
    }
  }

  @BeforeAll
  static void theKernelCounts() {
    assumeTrue(RelayLoops.areVisible(), "skipped: /proc does not account for threads here");
  }

  @AfterAll
  static void stop() {
    RELAYS.values().forEach(RelayProcess::close);
  }

  static Stream<Arguments> cases() {
    return Stream.of(RelayTransport.values())
        .flatMap(each -> Arrays.stream(State.values()).map(state -> Arguments.of(each, state)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nobodySpins(RelayTransport transport, State state) throws Exception {
    RelayProcess relay = RELAYS.computeIfAbsent(transport, QuietLoopsIT::start);
    RelayLoops loops = RelayLoops.of(relay);
    List<Session> sessions = new ArrayList<>();
    try {
      for (String ending : ENDINGS) {
        sessions.add(join(relay, state, ending));
      }
      sendUntilUnread(relay, senders(state, sessions));
      loops.awaitQuiet(state.toString());
      for (int step = 0; step < 2; step++) {
        for (Session session : sessions) {
          session.step(step);
        }
        loops.awaitQuiet(state + ", step " + step + " of " + ENDINGS);
      }
    } finally {
      for (Session session : sessions) {
        session.close();
      }
    }
    assertThat(relay.closed("internal_error")).isZero();
  }

  private static RelayProcess start(RelayTransport transport) {
    List<String> jvm = new ArrayList<>(transport.jvm());
    jvm.add("-Drelay.read-ahead-hold=1m");
    return RelayProcess.startWithJvm(Shared.PKI, jvm);
  }

  private static List<HandDrivenParty> senders(State state, List<Session> sessions) {
    return switch (state) {
      case SILENT, WAITING, FIRST_BYTES_HELD, DELIVERED -> List.of();
      case MANY_FIRST_BYTES_HELD, BACK_PRESSURE_ONE_WAY ->
          sessions.stream().map(Session::waiter).toList();
      case BACK_PRESSURE_BOTH_WAYS ->
          sessions.stream()
              .flatMap(session -> Stream.of(session.waiter(), session.second()))
              .toList();
    };
  }

  private static Session join(RelayProcess relay, State state, String ending) throws Exception {
    if (state == State.SILENT) {
      return new Session(ending, connect(relay), connect(relay));
    }
    if (state == State.WAITING) {
      return new Session(ending, ask(relay, 2, "0", "2", ending), ask(relay, 2, "1", "2", ending));
    }
    int version = state.isJoined() ? 2 : 1; // only version 1 is held
    HandDrivenParty waiter = ask(relay, version, "0", "1", ending);
    HandDrivenParty second = ask(relay, version, "1", "0", ending);
    waiter.awaitReady();
    second.awaitReady();
    waiter.send(FIRST_BYTES);
    if (state == State.DELIVERED || state == State.BACK_PRESSURE_BOTH_WAYS) {
      second.send(FIRST_BYTES);
      second.readRaw(FIRST_BYTES.length);
      waiter.readRaw(FIRST_BYTES.length);
    }
    return new Session(ending, waiter, second);
  }

  private static HandDrivenParty connect(RelayProcess relay) throws IOException {
    return HandDrivenParty.connect(relay, "0");
  }

  private static HandDrivenParty ask(
      RelayProcess relay, int version, String me, String dest, String tag) throws IOException {
    String request = "{\"DestParty\":\"%s\",\"Tag\":\"%s\",\"Version\":%d}";
    HandDrivenParty party =
        HandDrivenParty.ask(
            relay.port(), Shared.PKI.outerTls("user1", me), request.formatted(dest, tag, version));
    party.socket().setReceiveBufferSize(1); // the least there is: soon full
    return party;
  }

  /**
   * Until the relay reads no more: what it has not read then lies in its kernel, the end behind.
   */
  private static void sendUntilUnread(RelayProcess relay, List<HandDrivenParty> senders)
      throws IOException {
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, (byte) 22);
    Map<HandDrivenParty, Integer> unread = new HashMap<>();
    for (HandDrivenParty sender : senders) {
      sender.send(piece);
      sender.send(piece); // more than the gate in front of the end-to-end TLS holds, with the next
    }
    while (!senders.stream().allMatch(sender -> unread.getOrDefault(sender, 0) >= LOOKS)) {
      LockSupport.parkNanos(2_000_000); // the processor is for the relay that reads
      UnreadBytes bytes = UnreadBytes.at(relay);
      for (HandDrivenParty sender : senders) {
        if (bytes.of(sender.socket()) > 0) {
          unread.merge(sender, 1, Integer::sum);
        } else {
          unread.put(sender, 0);
          sender.send(piece);
        }
      }
    }
  }
}
