package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.internal.session.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One side, whose peer is the test: the vectors, and a peer that does not keep to the rules. */
class StreamsEngineTest {
  private final StreamsEngine engine = new StreamsEngine();

  static List<Vectors.Entry> dialogues() throws IOException {
    return Vectors.read("frelay-streams-1.json").entries("dialogues");
  }

  static List<Vectors.Entry> violations() throws IOException {
    return Vectors.read("frelay-streams-1.json").entries("violations");
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void keepsToTheVectors(Vectors.Entry dialogue) throws IOException {
    for (Vectors.Entry step : dialogue.entries("steps")) {
      play(step);
    }
    assertThat(engine.hasOutput()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("dialogues")
  void keepsToThemWhateverPiecesTheyComeIn(Vectors.Entry dialogue) throws IOException {
    for (Vectors.Entry step : dialogue.entries("steps")) {
      if (step.has("in")) {
        for (byte each : bytes(step, "in")) {
          engine.received(ByteBuffer.wrap(new byte[] {each}));
        }
      } else {
        play(step);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("violations")
  void refuses(Vectors.Entry violation) throws IOException {
    for (Vectors.Entry step : violation.entries("steps")) {
      play(step);
    }
    byte[] wrong = violation.bytes("in");
    assertThatThrownBy(() -> engine.received(ByteBuffer.wrap(wrong)))
        .isInstanceOf(StreamRulesException.class);
  }

  private void play(Vectors.Entry step) throws IOException {
    if (step.has("in")) {
      engine.received(ByteBuffer.wrap(bytes(step, "in")));
    } else if (step.has("out")) {
      assertThat(taken()).isEqualTo(bytes(step, "out"));
    } else if (step.has("ask")) {
      engine.open(engine.ask(step.text("ask")));
    } else if (step.has("write")) {
      ByteBuffer from = ByteBuffer.wrap(bytes(step, "hex"));
      while (from.hasRemaining()) {
        assertThat(engine.write(engine.ask(step.text("write")), from)).isPositive();
      }
    } else if (step.has("read")) {
      ByteBuffer to = ByteBuffer.allocate(2 * StreamsEngine.WINDOW);
      int count = engine.read(engine.ask(step.text("read")), to);
      assertThat(count).isEqualTo((int) step.number("count"));
    } else if (step.has("end")) {
      engine.end(engine.ask(step.text("end")));
    } else if (step.has("close")) {
      engine.close(engine.ask(step.text("close")), false);
    } else {
      engine.close(engine.ask(step.text("abort")), true);
    }
  }

  private static byte[] bytes(Vectors.Entry step, String name) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < (step.has("times") ? step.number("times") : 1); i++) {
      all.writeBytes(step.bytes(name));
      all.writeBytes(new byte[step.has("zeros") ? (int) step.number("zeros") : 0]);
    }
    return all.toByteArray();
  }

  private byte[] taken() {
    ByteBuffer output = engine.takeOutput();
    byte[] bytes = new byte[output.remaining()];
    output.get(bytes);
    return bytes;
  }

  private static byte[] frames(StreamFrame... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(StreamsEngine.PREFACE);
    for (StreamFrame each : frames) {
      ByteBuffer one = ByteBuffer.allocate(1 << 10);
      each.writeTo(one);
      all.write(one.array(), 0, one.position());
    }
    return all.toByteArray();
  }

  @Test
  void aPeerThatOpensStreamsThatNobodyWantsIsHeldToTheirNumberAndBytes() throws IOException {
    int window = StreamsEngine.MIN_WINDOW;
    for (int i = 0; i < StreamsEngine.MAX_STREAMS; i++) {
      byte[] open = frames(new StreamFrame.Open(i, window, "unwanted " + i));
      int from = i == 0 ? 0 : StreamsEngine.PREFACE.length;
      engine.received(ByteBuffer.wrap(open, from, open.length - from));
      engine.received(ByteBuffer.wrap(new byte[] {1, (byte) i, 0x40, 0}));
      engine.received(ByteBuffer.allocate(StreamFrame.MAX_DATA));
    }
    assertThat(engine.all()).hasSize(StreamsEngine.MAX_STREAMS);
    assertThat(engine.all()).allMatch(each -> each.held() == window);
    assertThat(engine.hasOutput()).isFalse();
    assertThatThrownBy(() -> engine.received(ByteBuffer.wrap(new byte[] {1, 5, 0, 1, 0})))
        .hasMessageContaining("more data than fits the window");
  }

  @Test
  void namesAreWellFormed() {
    assertThatThrownBy(() -> engine.ask("\ud800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.ask("é".repeat(128)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(engine.ask("é".repeat(127)).name()).hasSize(127);
  }
}
