package io.frelay.client.session;

import io.frelay.fuzz.Choices;
import java.util.Arrays;

/**
 * One side of a session, whatever frames the peer sends in whatever order over however many
 * connections: it keeps its own counts in order, holds what it may have to send again and no more
 * of the peer's than its window, or the session ends for broken rules.
 */
public final class SessionRulesTarget {
  private static final int WINDOW = SessionState.LEAST_WINDOW;
  private static final Nonce[] NAMES = {name(1), name(2), name(3)};

  private final Choices choices;
  private final SessionState state = new SessionState(NAMES[0], WINDOW);

  /** Bytes of a data frame that are still to come: first known ones, then new ones. */
  private int known;

  private int fresh;
  private long forgotten;
  private long received;

  private SessionRulesTarget(byte[] input) {
    choices = new Choices(input);
  }

  public static void fuzzerTestOneInput(byte[] input) {
    SessionRulesTarget session = new SessionRulesTarget(input);
    session.connect();
    try {
      while (!session.choices.isAtEnd()) {
        session.step();
        session.check();
      }
    } catch (SessionRulesException e) {
      // The session is over, and says why.
    }
  }

  private static Nonce name(int fill) {
    byte[] bytes = new byte[Nonce.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Nonce.of(bytes);
  }

  private void step() throws SessionRulesException {
    switch (choices.of(8)) {
      case 0 -> connect();
      case 1 -> write();
      case 2 -> transmit();
      case 3 -> consume();
      case 4 -> {
        state.ack();
        state.endToTransmit();
      }
      case 5 -> state.heardOf(resume());
      default -> hear();
    }
  }

  private void connect() {
    known = 0;
    fresh = 0;
    state.greet();
    state.forgetAck();
  }

  private void write() {
    if (choices.of(16) == 0) {
      state.endOutput();
    } else if (!state.isOutputEnded()) {
      state.written((int) Math.min(number(), state.credit()));
    }
  }

  private void transmit() {
    if (state.maySend()) {
      state.transmitted((int) Math.min(number(), state.untransmitted()));
    }
  }

  private void consume() {
    state.consumed((int) Math.min(number(), state.received() - state.consumedBytes()));
  }

  private void hear() throws SessionRulesException {
    if (known + fresh > 0) {
      int count = (int) Math.min(1 + number(), known > 0 ? known : fresh);
      if (known > 0) {
        known -= count;
        state.dropped(count);
      } else {
        fresh -= count;
        state.arrived(count);
      }
      return;
    }
    Frame frame = frame();
    if (frame instanceof Frame.Gone gone) {
      state.isMeant(gone);
    } else if (!state.isGreeted()) {
      if (state.greeted(frame) != SessionState.Greeting.OURS) {
        connect();
      }
    } else if (frame instanceof Frame.Data data) {
      known = state.dataBegins(data.length());
      fresh = data.length() - known;
    } else if (frame instanceof Frame.End end) {
      state.ended(end);
    } else if (frame instanceof Frame.Ack ack) {
      state.acked(ack);
    } else if (frame instanceof Frame.Begin || frame instanceof Frame.Resume) {
      state.greeted(frame);
      throw new AssertionError("greeted twice");
    }
  }

  private Frame frame() {
    return switch (choices.of(8)) {
      case 0, 1 -> new Frame.Data((int) Math.min(1 + number(), Frame.MOST_DATA));
      case 2 -> new Frame.End(count(state.received()));
      case 3 -> new Frame.Ack(count(state.sent()));
      case 4, 5 -> new Frame.Begin(name(), window());
      case 6 -> resume();
      default -> new Frame.Gone(name(), GoneReason.UNKNOWN);
    };
  }

  private Frame.Resume resume() {
    return new Frame.Resume(name(), name(), count(state.sent()), window());
  }

  private Nonce name() {
    return NAMES[choices.of(NAMES.length)];
  }

  private int window() {
    return choices.of(2) == 0 ? SessionState.LEAST_WINDOW : SessionState.MOST_WINDOW;
  }

  private long number() {
    return (long) choices.of(256) << choices.of(16);
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
    long held = state.received() - state.consumedBytes();
    require(held >= 0 && held <= WINDOW, "holds " + held + " bytes of the peer's");
    require(state.received() >= received, "has received less than before");
    received = state.received();
    require(state.confirmed() >= 0 && state.confirmed() <= state.sent(), "confirmed without cause");
    require(state.credit() <= SessionState.MOST_WINDOW, "a credit of " + state.credit());
    require(
        state.cursor() >= 0 && state.cursor() <= state.sent(), "is to send what was not written");
    // What was let go of cannot be sent again.
    require(
        !state.isGreeted() || state.cursor() >= forgotten, "is to send again what is forgotten");
    forgotten = Math.max(forgotten, state.forgettable());
    require(state.sent() - forgotten <= SessionState.MOST_WINDOW, "has to keep without bound");
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw new AssertionError(otherwise);
    }
  }
}
