package io.frelay.client.internal.transport;

import io.frelay.client.Deadline;
import io.frelay.client.Resumption;
import io.frelay.client.internal.dial.EstablishedConnection;
import io.frelay.client.internal.session.ClockReading;
import io.frelay.client.internal.session.Output;
import io.frelay.client.internal.session.SessionEnd;
import io.frelay.client.internal.session.SessionEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A party whose session the test drives by hand, over one connection after the other. */
final class HandParty {
  private static final Deadline NEVER = null;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  final SessionEngine engine =
      new SessionEngine(Resumption.DEFAULTS.withWindow(1 << 20), ClockReading.now());
  private SessionConnection link;

  /** Greets over a new connection. */
  void connect(EstablishedConnection met) throws IOException {
    link = new SessionConnection(met);
    engine.connected(ClockReading.now());
    send();
  }

  void write(int... bytes) throws IOException {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) bytes[i];
    }
    engine.write(ByteBuffer.wrap(all), all.length, ClockReading.now());
    send();
  }

  void finish() throws IOException {
    engine.endOutput();
    send();
  }

  /** Sends what there is. */
  void send() throws IOException {
    for (Output next = next(); next != null; next = next()) {
      link.send(next);
      engine.transmitted(next);
    }
  }

  private Output next() {
    return engine.nextOutput(SessionEngine.FULL_FRAME);
  }

  /**
   * Takes what the peer has sent, and confirms nothing.
   *
   * @return whether it has not closed the connection
   */
  boolean hear() throws IOException {
    ByteBuffer bytes = link.receive(NEVER);
    if (bytes == null) {
      return false;
    }
    engine.received(bytes, NOTHING, ClockReading.now());
    return true;
  }

  /** Hears the peer until it has closed the connection. */
  void hearFarewell() throws IOException {
    while (hear()) {
      // what it says before
    }
  }

  /** Hears the peer until the session is over here. */
  SessionEnd hearEnd() throws IOException {
    while (!engine.isOver() && hear()) {
      // until then
    }
    return engine.end();
  }

  /** Takes all of the peer's stream, and confirms its end. */
  void readToEnd() throws IOException {
    while (engine.read(ByteBuffer.allocate(100)) >= 0) {
      hear();
    }
    send();
  }

  /** The connection is lost, whatever is on its way. */
  void cut() {
    link.cut();
    engine.connectionLost(ClockReading.now());
    while (engine.nextAction() != null) {
      // CUT, which is done
    }
  }

  /** Ends the connection in good order. */
  void end() {
    link.end(Deadline.in(Duration.ofSeconds(20)));
  }
}
