package io.frelay.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.internal.session.Vectors.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The test vectors for clients in other languages hold for this one. */
class VectorsTest {
  private static final String FIRST_TAG = "t";

  static List<Entry> frames() throws IOException {
    return Vectors.read().entries("frames");
  }

  static List<Entry> resumeTags() throws IOException {
    return Vectors.read().entries("resumeTags");
  }

  static List<Entry> malformed() throws IOException {
    return Vectors.read().entries("malformed");
  }

  static List<Entry> dialogues() throws IOException {
    return Vectors.read().entries("dialogues");
  }

  static List<Entry> broken() throws IOException {
    return Vectors.read().entries("broken");
  }

  @ParameterizedTest
  @MethodSource("frames")
  void aFrame(Entry vector) throws IOException {
    byte[] bytes = vector.bytes("hex");
    Frame frame = new FrameDecoder().next(ByteBuffer.wrap(bytes));
    assertThat(frame).isEqualTo(of(vector, bytes.length - Frame.HEADER));
    FrameDecoder dribbling = new FrameDecoder();
    assertThat(FrameDecoderTest.dribble(dribbling, bytes)).containsExactly(frame);
    assertThat(dribbling.isInsideFrame()).isFalse();
    if (frame instanceof Frame.Data) {
      assertThat(Arrays.copyOfRange(bytes, Frame.HEADER, bytes.length))
          .isEqualTo(vector.bytes("data"));
      assertThat(bytes).startsWith(frame.encode());
    } else if (!(frame instanceof Frame.Unknown)) {
      assertThat(frame.encode()).isEqualTo(bytes);
    }
  }

  private static Frame of(Entry vector, int length) {
    return switch (vector.text("type")) {
      case "DATA" -> new Frame.Data(length);
      case "END" -> new Frame.End(vector.number("count"));
      case "ACK" -> new Frame.Ack(vector.number("count"));
      case "PING" -> new Frame.Ping(Long.parseUnsignedLong(vector.text("id"), 16));
      case "PONG" -> new Frame.Pong(Long.parseUnsignedLong(vector.text("id"), 16));
      case "BEGIN" -> new Frame.Begin(vector.nonce("own"), (int) vector.number("window"));
      case "RESUME" ->
          new Frame.Resume(
              vector.nonce("own"),
              vector.nonce("peer"),
              vector.number("received"),
              (int) vector.number("window"));
      case "GONE" ->
          new Frame.Gone(vector.nonce("own"), GoneReason.of((int) vector.number("reason")));
      default -> new Frame.Unknown(vector.bytes("hex")[0] & 0xff, length);
    };
  }

  @Test
  void everyTypeIsThere() throws IOException {
    assertThat(frames())
        .extracting(vector -> Frame.Type.of(vector.bytes("hex")[0] & 0xff, false))
        .containsAll(EnumSet.complementOf(EnumSet.of(Frame.Type.REUSE, Frame.Type.ACCEPT)));
  }

  static List<Entry> reuse() throws IOException {
    return Vectors.read().entries("reuse");
  }

  @ParameterizedTest
  @MethodSource("reuse")
  void aFrameOfReuse(Entry vector) throws IOException {
    byte[] bytes = vector.bytes("hex");
    assertThat(new FrameDecoder().next(ByteBuffer.wrap(bytes))).isInstanceOf(Frame.Unknown.class);
    FrameDecoder decoder = new FrameDecoder(true);
    if (vector.has("type")) {
      Frame frame =
          vector.text("type").equals("ACCEPT")
              ? new Frame.Accept()
              : new Frame.Reuse((int) vector.number("timeout"));
      assertThat(decoder.next(ByteBuffer.wrap(bytes))).isEqualTo(frame);
      assertThat(frame.encode()).isEqualTo(bytes);
    } else {
      assertThatThrownBy(() -> decoder.next(ByteBuffer.wrap(bytes)))
          .isInstanceOf(SessionRulesException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("resumeTags")
  void aResumeTag(Entry vector) throws IOException {
    SessionName name = new SessionName(vector.nonce("own"));
    name.setPeer(vector.nonce("peer"));
    assertThat(name.resumeTag()).isEqualTo(vector.text("tag"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void isRefused(Entry vector) {
    byte[] bytes = vector.bytes("hex");
    assertThatThrownBy(() -> new FrameDecoder().next(ByteBuffer.wrap(bytes)))
        .isInstanceOf(SessionRulesException.class);
    assertThatThrownBy(() -> FrameDecoderTest.dribble(new FrameDecoder(), bytes))
        .isInstanceOf(SessionRulesException.class);
  }

  @Test
  void anEndInsideAFrameIsALoss() throws IOException {
    for (String hex : Vectors.read().texts("cutOff")) {
      FrameDecoder decoder = new FrameDecoder();
      FrameDecoderTest.dribble(decoder, HexFormat.of().parseHex(hex));
      assertThat(decoder.isInsideFrame()).as(hex).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void aDialogue(Entry dialogue) throws IOException {
    Map<String, VectorParty> parties = play(dialogue);
    List<String> complete = dialogue.texts("complete");
    parties.forEach(
        (side, party) -> {
          assertThat(party.isComplete()).as(side).isEqualTo(complete.contains(side));
          assertThat(party.end() == SessionEnd.PEER_RESTARTED)
              .as(side)
              .isEqualTo(side.equals(dialogue.text("restarted")));
        });
    if (!complete.isEmpty()) {
      assertThat(parties.get("A").read()).isEqualTo(parties.get("B").written());
      assertThat(parties.get("B").read()).isEqualTo(parties.get("A").written());
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void breaksTheRules(Entry dialogue) throws IOException {
    List<Entry> steps = dialogue.entries("steps");
    assertThat(steps.get(steps.size() - 1).has("refused")).isTrue();
    play(dialogue);
  }

  private static Map<String, VectorParty> play(Entry dialogue) throws IOException {
    Entry nonces = (Entry) Vectors.read().members().get("nonces");
    Map<String, VectorParty> parties = new HashMap<>();
    parties.put("A", new VectorParty(nonces.nonce("a")));
    parties.put("B", new VectorParty(nonces.nonce("b")));
    for (Entry step : dialogue.entries("steps")) {
      if (step.has("connection")) {
        connect(parties, step.text("connection"));
      } else if (step.has("restarts")) {
        parties.put(step.text("side"), new VectorParty(step.nonce("restarts")));
      } else {
        act(parties, step);
      }
    }
    return parties;
  }

  private static void connect(Map<String, VectorParty> parties, String tag)
      throws SessionRulesException {
    if (!tag.equals(FIRST_TAG)) {
      assertThat(parties.values()).extracting(VectorParty::tag).containsOnly(tag);
    }
    for (VectorParty party : parties.values()) {
      party.newConnection();
    }
  }

  private static void act(Map<String, VectorParty> parties, Entry step) throws IOException {
    VectorParty party = parties.get(step.text("side"));
    VectorParty peer = parties.get(step.text("side").equals("A") ? "B" : "A");
    if (step.has("writes")) {
      party.write(step.text("writes"));
    } else if (step.has("takes")) {
      party.take(step.number("takes"));
    } else if (step.has("ends")) {
      party.finish();
    } else if (step.has("refused")) {
      peer.receive(step.bytes("hex"));
      assertThat(peer.end()).as(step.toString()).isEqualTo(SessionEnd.PEER_BROKE_RULES);
    } else {
      byte[] bytes = step.bytes("hex");
      assertThat(party.send(bytes)).as(step.toString()).isEqualTo(bytes);
      if (!step.has("lost")) {
        peer.receive(bytes);
      }
    }
  }
}
