package io.frelay.clientfunc;

import io.frelay.protocol.Names;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Settings from the environment, apart from addresses and credentials.
 *
 * @param dest the party to meet
 * @param tag the tag of the first session, or the beginning of all tags
 * @param mode through the relay or directly
 * @param test what to do with the sessions
 * @param conn how many sessions run at once; the original client_func calls it {@code OPS}
 * @param bytes how much {@code TEST=throughput} moves, each way and session
 * @param rounds how often a session or operation is repeated
 * @param timeout how long to wait for a session
 */
record Settings(
    String dest,
    String tag,
    Mode mode,
    TestKind test,
    int conn,
    long bytes,
    int rounds,
    Duration timeout) {
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_SESSIONS = 1000;
  private static final int MAX_ROUNDS = 1_000_000;
  private static final long DEFAULT_BYTES = 64L << 20;

  /** Through the relay, or one side of a direct connection. */
  enum Mode {
    RELAY,
    CLIENT,
    SERVER
  }

  /** The tests, with the rounds each makes unless told otherwise. */
  enum TestKind {
    HELLO(1),
    LATENCY(10),
    THROUGHPUT(1),
    SIGNING(100),
    DECRYPT(100);

    private final int defaultRounds;

    TestKind(int defaultRounds) {
      this.defaultRounds = defaultRounds;
    }
  }

  static Settings of(Environment environment) throws UsageException {
    boolean hasOps = environment.text("OPS").isPresent();
    TestKind test = oneOf(environment, "TEST", hasOps ? TestKind.DECRYPT : TestKind.HELLO);
    return new Settings(
        destination(environment),
        environment.decoded("TAG").orElse(""),
        oneOf(environment, "MODE", Mode.RELAY),
        test,
        sessions(environment),
        environment.bytes("BYTES", DEFAULT_BYTES),
        environment.number("ROUNDS", test.defaultRounds, MAX_ROUNDS),
        environment.duration("TIMEOUT", DEFAULT_TIMEOUT));
  }

  static Settings of(Map<String, String> environment) throws UsageException {
    return of(new Environment(environment));
  }

  /** The party to meet. */
  static String destination(Environment environment) throws UsageException {
    String dest = environment.required("DEST", "set it to the name of the party to connect to");
    if (!Names.isParty(dest)) {
      throw new UsageException(
          "DEST is not a party's name: 1 to %d printable ASCII characters"
              .formatted(Names.MAX_LENGTH));
    }
    return dest;
  }

  /** How many sessions run at once. */
  static int sessions(Environment environment) throws UsageException {
    return environment.number("CONN", environment.number("OPS", 1, MAX_SESSIONS), MAX_SESSIONS);
  }

  private static <T extends Enum<T>> T oneOf(Environment environment, String name, T otherwise)
      throws UsageException {
    String text = environment.text(name).orElse(otherwise.name());
    T[] values = otherwise.getDeclaringClass().getEnumConstants();
    StringBuilder known = new StringBuilder();
    for (T value : values) {
      String word = value.name().toLowerCase(Locale.ROOT);
      if (word.equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
      known.append(known.isEmpty() ? "" : ", ").append(word);
    }
    throw new UsageException("%s=%s is not one of %s".formatted(name, text, known));
  }

  /**
   * The tag of session {@code index}, from 0, as the original client_func forms it: it numbers the
   * sessions of {@code signing} and {@code decrypt} even if there is one, and others are alone.
   */
  String tag(int index) {
    boolean numbered = conn > 1 || test == TestKind.SIGNING || test == TestKind.DECRYPT;
    return numbered ? tag + index : tag;
  }

  /** For {@code pipe}, which is no test: one session, under the tag as it is. */
  Settings forPipe() {
    return new Settings(dest, tag, mode, TestKind.HELLO, 1, bytes, rounds, timeout);
  }
}
