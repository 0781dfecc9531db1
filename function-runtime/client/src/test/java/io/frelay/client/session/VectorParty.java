package io.frelay.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.session.SessionState.Greeting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/** One side of a dialogue of the vectors: says what it would send, and takes what comes. */
final class VectorParty {
  private final SessionState state;
  private final StringBuilder written = new StringBuilder();
  private final StringBuilder read = new StringBuilder();
  private Frame greeting;
  private boolean begun;
  private boolean awaitsGone;
  private Nonce stranger; // what a peer took for our name
  private boolean peerRestarted;

  VectorParty(Nonce own) {
    state = new SessionState(own, SessionState.LEAST_WINDOW);
  }

  String written() {
    return written.toString();
  }

  String read() {
    return read.toString();
  }

  boolean isComplete() {
    return state.isComplete();
  }

  boolean wasToldOfRestart() {
    return peerRestarted;
  }

  /** Where it would look for the peer, besides the first tag. */
  String tag() {
    return state.isEstablished() ? state.resumeTag() : "";
  }

  // --- its application ---

  void write(String text) {
    written.append(text);
    state.written(text.length());
  }

  void end() {
    state.endOutput();
  }

  void take(long count) {
    state.consumed((int) count);
  }

  // --- its connections ---

  /** Makes its greeting, before it hears anything. */
  void newConnection() {
    greeting = state.greet();
    awaitsGone = false;
    stranger = null;
  }

  /** The bytes that it sends now, of the same type as {@code like}. */
  byte[] send(byte[] like) throws IOException {
    Frame frame = frame(like);
    return switch (frame.type()) {
      case BEGIN, RESUME -> greeting.encode();
      case DATA -> data(frame.length());
      case END -> state.endToTransmit().orElseThrow().encode();
      case ACK -> state.ack().orElseThrow().encode();
      case GONE -> new Frame.Gone(stranger, GoneReason.UNKNOWN).encode();
      default -> throw new AssertionError("not in these dialogues: " + frame);
    };
  }

  private byte[] data(int length) {
    assertThat(state.maySend()).isTrue();
    int from = (int) state.cursor();
    String text = written.substring(from, from + length);
    state.transmitted(length);
    String header = HexFormat.of().formatHex(new Frame.Data(length).encode());
    return HexFormat.of().parseHex(header + hex(text));
  }

  private static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    text.chars().forEach(c -> hex.append("%02x".formatted(c)));
    return hex.toString();
  }

  void receive(byte[] bytes) throws IOException {
    Frame frame = frame(bytes);
    if (frame instanceof Frame.Gone gone) {
      peerRestarted |= state.isMeant(gone) && gone.reason() == GoneReason.UNKNOWN;
    } else if (awaitsGone) {
      assertThat(frame).isInstanceOf(Frame.Data.class);
    } else if (!state.isGreeted()) {
      greeted(frame);
    } else {
      heard(frame, bytes);
    }
  }

  private void greeted(Frame frame) throws IOException {
    Greeting meaning = state.greeted(frame);
    awaitsGone = meaning != Greeting.OURS;
    if (meaning == Greeting.ANOTHER_RESUMES) {
      stranger = ((Frame.Resume) frame).peer();
    } else if (meaning == Greeting.OURS && begun) {
      state.forgetAck();
    }
    begun = true;
  }

  private void heard(Frame frame, byte[] bytes) throws IOException {
    if (frame instanceof Frame.Data data) {
      int known = state.dataBegins(data.length());
      state.dropped(known);
      state.arrived(data.length() - known);
      for (byte b : Arrays.copyOfRange(bytes, Frame.HEADER + known, bytes.length)) {
        read.append((char) b);
      }
    } else if (frame instanceof Frame.End end) {
      state.ended(end);
    } else if (frame instanceof Frame.Ack ack) {
      state.acked(ack);
    } else {
      state.greeted(frame);
    }
  }

  private static Frame frame(byte[] bytes) throws IOException {
    return new FrameReader(new ByteArrayInputStream(bytes)).next();
  }
}
