package io.frelay.client.internal.streams;

import io.frelay.fuzz.Choices;
import java.nio.ByteBuffer;

/**
 * One side with named streams, whatever frames the peer sends in whatever order and pieces, and
 * whatever the application does: it holds no more than it has granted, answers no more than it was
 * asked, or says what is wrong.
 */
public final class NamedStreamsTarget {
  private static final String[] NAMES = {"a", "b", "c"};

  private final Choices choices;
  private final StreamsEngine engine = new StreamsEngine();

  private NamedStreamsTarget(byte[] input) {
    choices = new Choices(input);
  }

  public static void fuzzerTestOneInput(byte[] input) {
    NamedStreamsTarget side = new NamedStreamsTarget(input);
    try {
      side.engine.received(ByteBuffer.wrap(StreamsEngine.PREFACE));
      while (!side.choices.isAtEnd()) {
        side.step();
        side.check();
      }
    } catch (StreamRulesException e) {
      // as it should be
    }
  }

  private void step() throws StreamRulesException {
    switch (choices.of(8)) {
      case 0 -> ask();
      case 1 -> {
        StreamState stream = ask();
        if (!stream.isOutputEnded()) {
          engine.write(stream, ByteBuffer.allocate(choices.of(256) << 8));
        }
      }
      case 2 -> engine.read(ask(), ByteBuffer.allocate(1 + (choices.of(256) << 8)));
      case 3 -> engine.end(ask());
      case 4 -> engine.close(ask(), choices.of(2) == 1);
      case 5 -> frame();
      case 6 -> data();
      default -> engine.received(ByteBuffer.wrap(choices.bytes(16)));
    }
    if (choices.of(4) == 0) {
      engine.takeOutput();
    }
  }

  private StreamState ask() throws StreamRulesException {
    try {
      return engine.ask(NAMES[choices.of(NAMES.length)]);
    } catch (IllegalStateException e) {
      throw new StreamRulesException("too many that the peer was not done with");
    }
  }

  private void frame() throws StreamRulesException {
    int id = choices.of(4);
    ByteBuffer out = ByteBuffer.allocate(1 << 9);
    switch (choices.of(4)) {
      case 0 -> {
        int window = StreamsEngine.MIN_WINDOW + choices.of(2);
        new StreamFrame.Open(id, window, NAMES[choices.of(NAMES.length)]).writeTo(out);
      }
      case 1 -> new StreamFrame.End(id, choices.of(2) == 1).writeTo(out);
      case 2 -> new StreamFrame.Credit(id, 1 + (choices.of(256) << 8)).writeTo(out);
      default -> new StreamFrame.Done(id).writeTo(out);
    }
    engine.received(out.flip());
  }

  private void data() throws StreamRulesException {
    int length = 1 + (choices.of(64) << 8);
    ByteBuffer out = ByteBuffer.allocate(StreamFrame.HEADER + length);
    new StreamFrame.Data(choices.of(4), length).writeTo(out);
    engine.received(out.position(0));
  }

  private void check() {
    for (StreamState each : engine.all()) {
      int granted = each.out.isOpen ? StreamsEngine.WINDOW : StreamsEngine.MIN_WINDOW;
      if (each.held() > granted || each.in.allowed < 0) {
        throw new AssertionError(each.name() + " holds " + each.held() + " of " + granted);
      }
      if (each.out.credit < 0 || each.out.credit > each.out.window) {
        throw new AssertionError(each.name() + " has a credit of " + each.out.credit);
      }
    }
    if (engine.all().size() > 2 * StreamsEngine.MAX_STREAMS) {
      throw new AssertionError(engine.all().size() + " streams");
    }
  }
}
