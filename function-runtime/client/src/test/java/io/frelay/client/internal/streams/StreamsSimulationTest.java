package io.frelay.client.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sides that do whatever they may, in any order, with bytes that take their time: neither finds
 * fault with the other, and each stream brings what was written to it, and its end.
 */
class StreamsSimulationTest {
  private static final String[] NAMES = {"a", "b", "c", "d"};
  private static final int STEPS = 4_000;

  /** One side, with what is on its way from it. */
  private static final class Side {
    final StreamsEngine engine = new StreamsEngine();
    final Map<String, StreamState> asked = new HashMap<>();
    final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    /** Of each name all bytes of all streams, with 256 for the end of one. */
    final Map<String, StringBuilder> sent = new HashMap<>();

    final Map<String, StringBuilder> got = new HashMap<>();

    StringBuilder sent(String name) {
      return sent.computeIfAbsent(name, key -> new StringBuilder());
    }

    StringBuilder got(String name) {
      return got.computeIfAbsent(name, key -> new StringBuilder());
    }

    void flush() {
      ByteBuffer output = engine.takeOutput();
      wire.write(output.array(), output.arrayOffset(), output.remaining());
    }
  }

  private final Side[] sides = {new Side(), new Side()};
  private final Set<String> closed = new HashSet<>();
  private Random random;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatComesIsWhatWasSent(long seed) throws IOException {
    random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      step(random.nextInt(2));
    }
    for (Side each : sides) {
      each.asked.forEach((name, stream) -> end(each, stream));
    }
    for (int i = 0; i < 4; i++) {
      for (int side = 0; side < 2; side++) {
        deliver(side, Integer.MAX_VALUE);
        drain(1 - side);
      }
    }
    for (int side = 0; side < 2; side++) {
      compare(sides[side], sides[1 - side]);
    }
  }

  private void compare(Side from, Side to) {
    for (String name : NAMES) {
      if (!closed.contains(name)) { // else some was thrown away
        // Compared as lengths first: thousands of bytes say nothing to a person.
        assertThat(to.got(name)).hasSameSizeAs(from.sent(name));
        assertThat(to.got(name).compareTo(from.sent(name))).isZero();
      }
    }
  }

  private void step(int number) throws IOException {
    Side side = sides[number];
    String name = NAMES[random.nextInt(NAMES.length)];
    StreamState stream = side.asked.get(name);
    switch (random.nextInt(9)) {
      case 0 -> ask(side, name);
      case 1, 2 -> write(side, stream);
      case 3, 4 -> read(side, stream, 1 + random.nextInt(40_000));
      case 5 -> deliver(number, 1 + random.nextInt(60_000));
      case 6 -> {
        if (stream != null && random.nextInt(4) == 0) {
          end(side, stream);
        }
      }
      case 7 -> {
        if (stream != null && name.compareTo("c") >= 0 && random.nextInt(8) == 0) {
          closed.add(name);
          side.engine.close(stream, random.nextBoolean());
        }
      }
      default -> side.flush();
    }
  }

  private void ask(Side side, String name) {
    StreamState stream = side.engine.ask(name);
    side.asked.put(name, stream);
    if (random.nextBoolean()) {
      side.engine.open(stream);
    }
  }

  private void write(Side side, StreamState stream) {
    if (stream == null || stream.isOutputEnded()) {
      return;
    }
    byte[] bytes = new byte[1 + random.nextInt(30_000)];
    random.nextBytes(bytes);
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int count = side.engine.write(stream, from);
    append(side.sent(stream.name()), bytes, count);
  }

  private static void append(StringBuilder to, byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      to.append((char) (bytes[i] & 0xff));
    }
  }

  private static int read(Side side, StreamState stream, int most) {
    if (stream == null || stream.isClosed()) {
      return 0;
    }
    byte[] bytes = new byte[most];
    boolean hadEnd = stream.in.isDone;
    int count = side.engine.read(stream, ByteBuffer.wrap(bytes));
    append(side.got(stream.name()), bytes, count);
    if (count < 0 && !hadEnd) {
      side.got(stream.name()).append((char) 256);
    }
    return count;
  }

  private static void end(Side side, StreamState stream) {
    if (!stream.isOutputEnded()) {
      side.engine.end(stream);
      side.sent(stream.name()).append((char) 256);
    }
  }

  private void deliver(int from, int most) throws IOException {
    sides[from].flush();
    byte[] wire = sides[from].wire.toByteArray();
    sides[from].wire.reset();
    int count = Math.min(most, wire.length);
    sides[1 - from].engine.received(ByteBuffer.wrap(wire, 0, count));
    sides[from].wire.write(wire, count, wire.length - count);
  }

  private void drain(int number) {
    Side side = sides[number];
    for (String name : NAMES) {
      ask(side, name);
      while (read(side, side.asked.get(name), 1 << 20) > 0) {
        // all there is
      }
    }
  }
}
