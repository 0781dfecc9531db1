package io.frelay.client.internal.session;

import static io.frelay.client.internal.session.SimulatedParty.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.Resumption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Histories of two sides that have one session after the other and keep the connection between
 * them, with engines as in production: connections are lost between, within and at the beginning of
 * sessions, bytes arrive in pieces and late, and processes stand still. All follows from a seed.
 */
class ReuseSimulationTest {
  private static final int HISTORIES = 500;
  private static final int SESSIONS = 8;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Data on its way in one direction; null is the end of the connection in good order. */
  private static final class Link {
    private final Queue<Byte> bytes = new ArrayDeque<>();
    private boolean left;
    private boolean broken;
  }

  /** Application of one session. */
  private final class Session {
    private final int number = sessions++;
    private final SessionEngine engine;
    private int toWrite = random.nextInt(2_000);
    private final boolean readsAll = random.nextInt(4) > 0;
    private int read;
    private boolean atEnd;
    private boolean kept;
    private boolean wanted;
    private boolean closing;

    Session() {
      byte[] name = new byte[Nonce.BYTES];
      random.nextBytes(name);
      engine = new SessionEngine(Nonce.of(name), Resumption.DEFAULTS, now());
      engine.allowReuse();
    }

    byte at(int position) {
      return (byte) (number * 31 + position * 7);
    }
  }

  private final class Side {
    private final List<Session> all = new ArrayList<>();
    private Side peer;
    private Session session;
    private Link in;
    private Link out;
    private String tag;
    private int inherited;

    void next() {
      session = new Session();
      all.add(session);
    }

    boolean isDone() {
      return all.size() > SESSIONS;
    }

    void act() {
      switch (random.nextInt(6)) {
        case 0 -> application();
        case 1 -> receive();
        case 2 -> send();
        case 3 -> session.engine.tick(now());
        case 4 -> reuse();
        default -> look();
      }
      settle();
    }

    private void application() {
      SessionEngine engine = session.engine;
      if (session.kept || engine.isOver()) {
        return;
      }
      if (session.toWrite > 0) {
        byte[] bytes = new byte[Math.min(session.toWrite, 1 + random.nextInt(500))];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = session.at((int) engine.counts().sent() + i);
        }
        session.toWrite -= engine.write(ByteBuffer.wrap(bytes), bytes.length, now());
      } else {
        engine.endOutput();
      }
      ByteBuffer to = ByteBuffer.allocate(1 + random.nextInt(700));
      session.atEnd |= engine.read(to) < 0;
      took(to);
      if (session.toWrite == 0 && (session.atEnd || !session.readsAll)) {
        engine.keep();
        session.kept = true;
      }
    }

    /** Exactly the bytes of the peer's session that this one is with. */
    private void took(ByteBuffer to) {
      if (to.position() == 0 && !session.atEnd) {
        return;
      }
      Session writer =
          peer.all.stream()
              .filter(each -> each.engine.own().equals(session.engine.peer()))
              .findFirst()
              .orElseThrow();
      for (int i = 0; i < to.position(); i++) {
        require(to.get(i) == writer.at(session.read + i), "a byte of another session");
      }
      session.read += to.position();
      require(session.read <= writer.engine.counts().sent(), "more than was written");
      require(
          !session.atEnd || session.read == writer.engine.counts().sent(),
          "a cut that looks whole");
    }

    private void receive() {
      SessionEngine engine = session.engine;
      if (in == null || engine.isOver()) {
        return;
      }
      if (in.broken) {
        engine.connectionLost(now());
      } else if (!in.bytes.isEmpty()) {
        byte[] piece = new byte[1 + random.nextInt(in.bytes.size())];
        List<Byte> rest = new ArrayList<>(in.bytes);
        for (int i = 0; i < piece.length; i++) {
          piece[i] = rest.get(i);
        }
        ByteBuffer bytes = ByteBuffer.wrap(piece);
        engine.received(bytes, NOTHING, now());
        for (int i = 0; in != null && i < bytes.position(); i++) {
          in.bytes.remove();
        }
      } else if (in.left) {
        engine.peerLeft(now());
      }
    }

    private void send() {
      Output output = out == null ? null : session.engine.nextOutput(1 + random.nextInt(2_000));
      if (output != null) {
        put(output);
        session.engine.transmitted(output);
      }
    }

    private void put(Output output) {
      out.left |= output.leaves();
      if (!out.broken) {
        output.bytes().forEach(each -> putAll(each.duplicate()));
      }
    }

    private void putAll(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        out.bytes.add(bytes.get());
      }
    }

    private void reuse() {
      SessionEngine engine = session.engine;
      if (session.kept && !session.wanted && !engine.isOver()) {
        session.wanted = true;
        engine.reuse(Duration.ofMillis(patience()), now());
      } else if (session.wanted && engine.reuseTime(now()).compareTo(Duration.ZERO) <= 0) {
        giveUp(engine);
      }
    }

    private void giveUp(SessionEngine engine) {
      if (engine.isComplete()) {
        engine.part(SessionEnd.CLOSED_HERE);
      } else if (!session.closing) {
        session.closing = true;
        engine.close(now());
      } else if (engine.closingTime(now()).compareTo(Duration.ZERO) <= 0) {
        engine.stopClosing(false);
      }
    }

    private void settle() {
      SessionEngine engine = session.engine;
      boolean handsOver = false;
      for (var next = engine.nextAction(); next != null; next = engine.nextAction()) {
        switch (next) {
          case JOINED, BEGUN -> {}
          case HAND_OVER -> handsOver = true;
          case CUT -> drop(false);
          case ANSWER -> answer(engine.stranger());
          case PART -> {
            send();
            drop(true);
          }
        }
      }
      require(engine.end() != SessionEnd.PEER_BROKE_RULES, "broken rules: " + engine.fault());
      require(engine.end() != SessionEnd.REFUSED_BY_PEER, "refused");
      require(standsStill || engine.end() != SessionEnd.CUT_SHORT_BY_PEER, "cut short");
      if (engine.isOver()) {
        tag = null;
        next();
        if (handsOver) {
          inherited++;
          session.engine.inherited(now());
        }
      }
    }

    private void answer(Frame.Resume greeting) {
      if (!session.engine.own().equals(greeting.peer()) || !session.engine.heardOf(greeting)) {
        put(Output.of(new Frame.Gone(greeting.peer(), GoneReason.UNKNOWN)));
      }
      drop(true);
    }

    private void drop(boolean inGoodOrder) {
      if (out != null) {
        out.left = true;
        out.broken |= !inGoodOrder;
      }
      in = null;
      out = null;
    }

    /** Comes to a tag, or goes on waiting there. */
    private void look() {
      if (in != null || session.engine.isOver()) {
        return;
      }
      String own = session.engine.resumeTag().orElse("t");
      tag = random.nextInt(3) > 0 ? own : "t";
      if (tag.equals(peer.tag) && peer.in == null) {
        connections++;
        in = new Link();
        out = new Link();
        peer.in = out;
        peer.out = in;
        for (Side each : List.of(this, peer)) {
          each.tag = null;
          each.session.engine.connected(now());
        }
      }
    }
  }

  private SplittableRandom random;
  private long millis;
  private int sessions;
  private int connections;
  private boolean patient;
  private boolean standsStill; // for longer than a close waits
  private Side zero;
  private Side one;

  private long patience() {
    return patient ? Frame.MAX_REUSE_TIMEOUT : 1 + random.nextInt(2_000);
  }

  private ClockReading now() {
    return new ClockReading(millis * 1_000_000, millis);
  }

  /**
   * One history.
   *
   * @param cuts of 1,000 steps
   */
  private void run(long seed, int cuts, boolean stands) {
    standsStill = stands;
    random = new SplittableRandom(seed);
    millis = 0;
    connections = 0;
    patient = cuts == 0 && !standsStill;
    zero = new Side();
    one = new Side();
    zero.peer = one;
    one.peer = zero;
    zero.next();
    one.next();
    for (int step = 0; !zero.isDone() || !one.isDone(); step++) {
      require(step < 200_000, "they hang");
      millis += random.nextInt(4);
      if (standsStill && random.nextInt(400) == 0) {
        millis += random.nextInt(5_000);
      }
      if (random.nextInt(1_000) < cuts && zero.in != null && one.in != null) {
        zero.in.broken = true;
        one.in.broken = true;
      }
      (random.nextBoolean() ? zero : one).act();
    }
  }

  private int histories(int cuts, boolean standsStill) {
    int reused = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      try {
        run(seed, cuts, standsStill);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
      reused += Math.min(zero.inherited, one.inherited);
    }
    return reused;
  }

  @Test
  void withoutTroubleOneConnectionServesAllSessions() {
    for (long seed = 0; seed < HISTORIES; seed++) {
      run(seed, 0, false);
      assertThat(connections).as("seed %d", seed).isEqualTo(1);
    }
  }

  @Test
  void whateverIsCutASessionHasItsOwnBytesAndItsConnectionIsReused() {
    assertThat(histories(5, false)).isGreaterThan(HISTORIES * SESSIONS / 4);
  }

  @Test
  void whoeverStandsStillNothingIsMixedUpOrHangs() {
    assertThat(histories(5, true)).isGreaterThan(HISTORIES);
  }
}
