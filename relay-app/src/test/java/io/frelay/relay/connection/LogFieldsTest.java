package io.frelay.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFieldsTest {
  private static final Logger LOG = Logger.getLogger(LogFieldsTest.class);
  private static final java.util.logging.Logger SINK =
      java.util.logging.Logger.getLogger(LogFieldsTest.class.getName());

  private final Capture capture = new Capture();

  private static final class Capture extends Handler {
    private String line;
    private final Map<String, Object> mdc = new HashMap<>();

    @Override
    public void publish(LogRecord record) {
      line = record.getMessage();
      mdc.putAll(MDC.getMap());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    SINK.setUseParentHandlers(false);
    SINK.setLevel(Level.INFO);
    SINK.addHandler(capture);
  }

  @AfterEach
  void close() {
    SINK.removeHandler(capture);
  }

  private String line(LogFields fields) {
    fields.log(LOG, Logger.Level.INFO, "event");
    return capture.line;
  }

  @Test
  void fieldsComeInTheirOrder() {
    assertThat(
            line(
                new LogFields()
                    .add("user", "u")
                    .add("bytes", 7)
                    .add("duration", Duration.ofMillis(1500))
                    .addAll(new LogFields().add("reason", "completed"))))
        .isEqualTo("event user=u bytes=7 duration=1.500 reason=completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "party-1", "a.b_c", "10.0.0.1", "[::1]:6000", "us/er"})
  void plainTextStandsAsItIs(String value) {
    assertThat(line(new LogFields().add("tag", value))).isEqualTo("event tag=" + value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          ``, `""`
          `a b`, `"a b"`
          `a=b`, `"a=b"`
          `x reason=completed`, `"x reason=completed"`
          `"`, `"\\""`
          `\\`, `"\\\\"`
          `x" reason="y`, `"x\\" reason=\\"y"`
          """)
  void whatCouldPoseAsAFieldIsQuoted(String value, String text) {
    assertThat(line(new LogFields().add("tag", value))).isEqualTo("event tag=" + text);
  }

  /**
   * Line ends of every kind, terminal escapes, C1 controls, bidirectional overrides, look-alikes.
   */
  @ParameterizedTest
  @ValueSource(
      chars = {
        0, '\b', '\t', '\n', 0x0b, '\f', '\r', 0x1b, 0x7f, 0x85, 0x9b, 0xa0, 0xe9, 0x2028, 0x2029,
        0x202e, 0x3d1, 0xfeff, 0xff1d, 0xd800, 0xffff
      })
  void theLineIsPrintableAsciiWhateverTheTextHolds(char odd) {
    String line = line(new LogFields().add("tag", "a" + odd + "b"));
    assertThat(line).matches("event tag=\"a\\\\[u0-9A-Fa-fbtnfr]+b\"").matches("[ -~]+");
  }

  @Test
  void aLineIsBoundedWhateverTheTextHolds() {
    String line = line(new LogFields().add("tag", "\u007f".repeat(4000)));
    assertThat(line).hasSizeLessThan(800).endsWith("\\u007f...(4000)\"");
    assertThat((String) capture.mdc.get("tag")).hasSizeLessThan(140).endsWith("...(4000)");
    assertThat(line(new LogFields().add("tag", "t".repeat(128)))).endsWith("=" + "t".repeat(128));
  }

  @Test
  void jsonLogsGetTheValuesAsTheyAre() {
    new LogFields().add("tag", "a\nb").add("bytes", 7).log(LOG, Logger.Level.INFO, "event");
    assertThat(capture.mdc).containsEntry("tag", "a\nb").containsEntry("bytes", 7L);
    assertThat(MDC.get("tag")).as("gone with the line").isNull();
  }

  @Test
  void nothingIsBuiltForALevelThatIsOff() {
    new LogFields().add("tag", "t").log(LOG, Logger.Level.DEBUG, "event");
    assertThat(capture.line).isNull();
  }
}
