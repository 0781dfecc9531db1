package io.frelay.client.internal.session;

import io.frelay.client.internal.session.ConnectionState.Phase;
import io.frelay.client.internal.session.SessionEngine.Action;
import java.nio.ByteBuffer;

/**
 * Takes what comes over the connection apart and tells each frame to the piece that it concerns.
 */
final class Input {
  private final EngineState state;
  private final Greeting greeting;
  private final Ending ending;
  private final ReuseNegotiation reuse;
  private FrameDecoder decoder;

  Input(EngineState state, Greeting greeting, Ending ending, ReuseNegotiation reuse) {
    this.state = state;
    this.greeting = greeting;
    this.ending = ending;
    this.reuse = reuse;
  }

  /** Another connection: nothing of a frame has come over it. */
  void restart() {
    decoder = new FrameDecoder(reuse.isAllowed());
  }

  /** See {@link SessionEngine#received}. */
  void received(ByteBuffer bytes, ByteBuffer direct, ClockReading now) {
    boolean reads = direct.hasRemaining();
    try {
      while (bytes.hasRemaining() && isConnected()) {
        if (!decoder.isInsideFrame() && reuse.isBegun(bytes, now)) {
          return; // what has come belongs to the next session
        } else if (decoder.dataLeft() == 0) {
          Frame frame = decoder.next(bytes);
          if (frame != null) {
            heard(frame, now);
          }
        } else if (reads && !direct.hasRemaining()) {
          return;
        } else {
          data(bytes, direct);
        }
      }
    } catch (SessionRulesException e) {
      ending.brokenRules(e);
    }
  }

  private void data(ByteBuffer bytes, ByteBuffer direct) {
    int count = Math.min(bytes.remaining(), decoder.dataLeft());
    if (state.connection.phase() == Phase.STRANGE) {
      bytes.position(bytes.position() + count); // what a new peer says before GONE
    } else {
      count = state.receiving.take(bytes, count, direct);
    }
    decoder.dataTaken(count);
    reuse.dropped(count);
  }

  private void heard(Frame frame, ClockReading now) throws SessionRulesException {
    state.connection.heard();
    if (frame instanceof Frame.Gone gone) {
      gone(gone, now);
    } else if (state.connection.phase() == Phase.GREETING) {
      greeting.greeted(frame, now);
    } else if (state.connection.phase() == Phase.STRANGE) {
      return; // only GONE is of interest
    } else if (frame instanceof Frame.Data data) {
      state.receiving.dataBegins(data.length());
    } else if (frame instanceof Frame.End last) {
      state.receiving.ended(last);
    } else if (frame instanceof Frame.Ack ack) {
      state.sending.acked(ack);
      state.name.setKnownToPeer();
    } else if (frame instanceof Frame.Ping ping) {
      state.output.pong(ping);
    } else if (frame instanceof Frame.Pong) {
      state.name.setKnownToPeer();
    } else if (frame instanceof Frame.Reuse asked) {
      reuse.asked(asked, now);
    } else if (frame instanceof Frame.Accept) {
      reuse.accepted(now);
    } else if (frame instanceof Frame.Begin || frame instanceof Frame.Resume) {
      throw new SessionRulesException("greeted twice");
    }
  }

  private void gone(Frame.Gone gone, ClockReading now) {
    if (state.name.isMeant(gone)) {
      ending.gone(gone.reason());
    } else if (!state.connection.isOpen()) {
      lost(now);
    }
  }

  /** The peer has closed the connection in good order, or seemed to. */
  void peerLeft(ClockReading now) {
    if (state.connection.isBeingResumed() || decoder.isInsideFrame()) {
      lost(now);
    } else if (isConnected()) {
      ending.peerLeft();
    }
  }

  /** The connection is of no further use. */
  void lost(ClockReading now) {
    if (isConnected()) {
      state.loseConnection(Action.CUT, now);
    }
  }

  boolean isConnected() {
    return !state.connection.isDown() && !ending.isOver();
  }
}
