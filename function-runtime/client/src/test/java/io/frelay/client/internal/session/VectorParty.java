package io.frelay.client.internal.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.Resumption;
import io.frelay.client.internal.session.SessionEngine.Action;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** One side of a dialogue of the vectors: says what it would send, and takes what comes. */
final class VectorParty {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SessionEngine engine;
  private final StringBuilder written = new StringBuilder();
  private final StringBuilder read = new StringBuilder();
  private final Queue<byte[]> outgoing = new ArrayDeque<>();
  private long millis;

  VectorParty(Nonce own) {
    Resumption options = Resumption.DEFAULTS.withWindow(SessionEngine.MIN_WINDOW);
    engine = new SessionEngine(own, options, now());
  }

  private ClockReading now() {
    return new ClockReading(millis * 1_000_000, millis);
  }

  String written() {
    return written.toString();
  }

  String read() {
    return read.toString();
  }

  boolean isComplete() {
    return engine.isComplete();
  }

  /** Why its session is over; null while it is not. */
  SessionEnd end() {
    return engine.end();
  }

  /** Tag at which it would look for the peer, besides the first one. */
  String tag() {
    return engine.resumeTag().orElse("");
  }

  // --- its application ---

  void write(String text) {
    written.append(text);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
    engine.write(bytes, bytes.remaining(), now());
    assertThat(bytes.hasRemaining()).isFalse();
  }

  void finish() {
    engine.endOutput();
  }

  void take(long count) {
    byte[] bytes = new byte[(int) count];
    assertThat(engine.read(ByteBuffer.wrap(bytes))).isEqualTo((int) count);
    read.append(new String(bytes, US_ASCII));
  }

  // --- its connections ---

  /** The last one is lost, and there is another. */
  void newConnection() throws SessionRulesException {
    engine.connectionLost(now());
    settle();
    outgoing.clear();
    engine.connected(now());
    split(engine.nextOutput(1)); // its greeting, before it hears anything
  }

  /** The bytes that it sends next, if it is to send something like these. */
  byte[] send(byte[] like) throws SessionRulesException {
    if (outgoing.isEmpty()) {
      Frame frame = new FrameDecoder().next(ByteBuffer.wrap(like));
      if (frame instanceof Frame.Ack) {
        engine.read(NOTHING); // its application comes back for more
        millis += 1_000;
        engine.tick(now());
      }
      Output output = engine.nextOutput(Math.max(1, like.length - Frame.HEADER));
      assertThat(output).isNotNull();
      engine.transmitted(output);
      split(output);
    }
    return outgoing.remove();
  }

  private void split(Output output) throws SessionRulesException {
    ByteBuffer all = ByteBuffer.allocate(1 << 10);
    output.bytes().forEach(all::put);
    all.flip();
    FrameDecoder decoder = new FrameDecoder();
    while (all.hasRemaining()) {
      int from = all.position();
      decoder.next(all);
      all.position(all.position() + decoder.dataLeft());
      decoder.dataTaken(decoder.dataLeft());
      byte[] frame = new byte[all.position() - from];
      all.get(from, frame);
      outgoing.add(frame);
    }
  }

  void receive(byte[] bytes) {
    engine.received(ByteBuffer.wrap(bytes), NOTHING, now());
    settle();
  }

  private void settle() {
    for (Action next = engine.nextAction(); next != null; next = engine.nextAction()) {
      if (next == Action.ANSWER) {
        outgoing.add(new Frame.Gone(engine.stranger().peer(), GoneReason.UNKNOWN).encode());
      }
    }
  }
}
