package io.frelay.client.internal.session;

import io.frelay.client.Resumption;
import io.frelay.client.internal.session.SessionEngine.Action;
import io.frelay.fuzz.Choices;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * One side of a session, whatever frames the peer sends in whatever order and pieces over however
 * many connections, and whatever the application and the clock do: it keeps its own counts in
 * order, holds what it may have to send again and no more of the peer's than its window, or the
 * session ends and says why.
 */
public final class SessionRulesTarget {
  private static final int WINDOW = SessionEngine.MIN_WINDOW;
  private static final Nonce[] NAMES = {name(1), name(2), name(3)};

  private final Choices choices;
  private final SessionEngine engine =
      new SessionEngine(NAMES[0], Resumption.DEFAULTS.withWindow(WINDOW), new ClockReading(0, 0));
  private long millis;
  private boolean closed;
  private boolean connected;
  private boolean kept;
  private boolean wanted;

  /** Bytes of the current data frame that are still to come. */
  private int dataLeft;

  private long received;

  private SessionRulesTarget(byte[] input) {
    choices = new Choices(input);
    engine.allowReuse();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    SessionRulesTarget session = new SessionRulesTarget(input);
    session.connect();
    while (!session.choices.isAtEnd() && !session.engine.isOver()) {
      session.step();
      session.settle();
      session.check();
    }
  }

  private static Nonce name(int fill) {
    byte[] bytes = new byte[Nonce.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Nonce.of(bytes);
  }

  private ClockReading now() {
    return new ClockReading(millis * 1_000_000, millis);
  }

  private void step() {
    switch (choices.of(11)) {
      case 0 -> connect();
      case 1 -> write();
      case 2 -> transmit();
      case 3 -> engine.read(ByteBuffer.allocate(size()));
      case 4 -> {
        millis += number();
        engine.checkClock(now());
        engine.tick(now());
      }
      case 5 -> engine.heardOf(resume());
      case 6 -> rarely();
      default -> hear();
    }
  }

  private void rarely() {
    switch (choices.of(8)) {
      case 0 -> engine.peerLeft(now());
      case 1 -> engine.sendingFailed();
      case 2 -> {
        closed = true;
        engine.close(now());
      }
      case 3 -> {
        if (closed && engine.closingTime(now()).isNegative()) {
          engine.stopClosing(choices.of(2) == 0);
        }
      }
      case 4 -> engine.abort(SessionEnd.CLOSED_HERE);
      case 5 -> reuse();
      case 6 -> hear(choices.of(2) == 0 ? new Frame.Accept() : new Frame.Reuse(1_000));
      default -> engine.endOutput();
    }
  }

  private void reuse() {
    if (!kept) {
      engine.keep();
      kept = true;
    } else if (!wanted) {
      engine.reuse(Duration.ofSeconds(1), now());
      wanted = true;
    }
  }

  private void connect() {
    engine.connectionLost(now());
    settle();
    if (!engine.isOver()) {
      engine.connected(now());
      connected = true;
      dataLeft = 0;
    }
  }

  private void write() {
    if (!engine.isOutputEnded()) {
      engine.write(ByteBuffer.allocate(size()), size(), now());
    }
  }

  private void transmit() {
    Output output = engine.nextOutput(1 + size());
    if (output != null) {
      require(connected, "has something to send and no connection");
      engine.transmitted(output);
    }
  }

  private void settle() {
    for (Action next = engine.nextAction(); next != null; next = engine.nextAction()) {
      require(connected, next + " without a connection");
      connected = next == Action.JOINED || next == Action.BEGUN;
    }
    require(engine.isOver() || connected != engine.isDown(), "lost without a word");
  }

  private void hear() {
    ByteBuffer direct = ByteBuffer.allocate(choices.of(2) == 0 ? 0 : size());
    if (dataLeft > 0) {
      int count = Math.min(1 + size(), dataLeft);
      ByteBuffer data = ByteBuffer.allocate(count);
      engine.received(data, direct, now());
      dataLeft -= count - data.remaining();
      return;
    }
    if (!engine.isDown()) {
      hear(frame(), direct);
    }
  }

  private void hear(Frame frame) {
    if (dataLeft == 0) {
      hear(frame, ByteBuffer.allocate(0));
    }
  }

  private void hear(Frame frame, ByteBuffer direct) {
    if (engine.isDown()) {
      return;
    }
    engine.received(ByteBuffer.wrap(frame.encode()), direct, now());
    dataLeft = frame instanceof Frame.Data data && !engine.isDown() ? data.length() : 0;
  }

  private Frame frame() {
    return switch (choices.of(9)) {
      case 0, 1 -> new Frame.Data(Math.min(1 + size(), Frame.MAX_DATA));
      case 2 -> new Frame.End(count(engine.counts().received()));
      case 3 -> new Frame.Ack(count(engine.counts().sent()));
      case 4, 5 -> new Frame.Begin(name(), window());
      case 6 -> resume();
      case 7 -> new Frame.Ping(1);
      default -> new Frame.Gone(name(), GoneReason.UNKNOWN);
    };
  }

  private Frame.Resume resume() {
    return new Frame.Resume(name(), name(), count(engine.counts().sent()), window());
  }

  private Nonce name() {
    return NAMES[choices.of(NAMES.length)];
  }

  private int window() {
    return choices.of(2) == 0 ? SessionEngine.MIN_WINDOW : SessionEngine.MAX_WINDOW;
  }

  private long number() {
    return (long) choices.of(256) << choices.of(16);
  }

  private int size() {
    return (int) Math.min(number(), 1 << 17);
  }

  /** Close to what would be right, or anywhere. */
  private long count(long right) {
    return switch (choices.of(4)) {
      case 0 -> right;
      case 1 -> right + 1;
      case 2 -> Math.max(0, right - number());
      default -> number() << choices.of(40) & Long.MAX_VALUE;
    };
  }

  private void check() {
    require(engine.held() <= WINDOW, "holds " + engine.held() + " bytes of the peer's");
    require(engine.kept() <= SessionEngine.MAX_WINDOW, "keeps " + engine.kept() + " bytes");
    require(engine.counts().received() >= received, "has received less than before");
    received = engine.counts().received();
    require(engine.unconfirmed() >= 0, "confirmed without cause");
    require(engine.unconfirmed() <= engine.kept(), "cannot send again what may be lost");
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
