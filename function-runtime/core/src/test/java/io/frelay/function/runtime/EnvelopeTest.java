package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static Envelope decode(String body) throws FunctionException {
    return Envelope.decode(body.getBytes(UTF_8), new ObjectMapper());
  }

  private static JsonNode input(Envelope envelope) throws IOException {
    return new ObjectMapper().readTree(envelope.input().asParser());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"input\":1,\"x\":2}", "[1,2]", "\"text\"", "3", "null", "{}"})
  void aBodyWithoutTheMemberIsTheInput(String body) throws Exception {
    Envelope envelope = decode(body);
    assertThat(envelope.meeting()).isEqualTo(Meeting.DEFAULT);
    assertThat(input(envelope).toString()).isEqualTo(body);
  }

  @Test
  void anEmptyBodyIsNull() throws Exception {
    assertThat(input(decode("")).isNull()).isTrue();
    assertThat(input(decode(" \n")).isNull()).isTrue();
  }

  @Test
  void allMembers() throws Exception {
    Envelope envelope =
        decode(
            "{\"frelay\":{\"handler\":\"h\",\"tag\":\"t\",\"peers\":[\"1\",\"2\"],\"timeoutMs\":5},"
                + "\"input\":{\"a\":1}}");
    assertThat(envelope.meeting()).isEqualTo(new Meeting("h", "t", List.of("1", "2"), 5L));
    assertThat(input(envelope).get("a").intValue()).isOne();
  }

  @Test
  void everyMemberMayBeMissing() throws Exception {
    assertThat(decode("{\"frelay\":{}}")).satisfies(e -> assertThat(input(e).isNull()).isTrue());
    assertThat(decode("{\"frelay\":null,\"input\":1}").meeting()).isEqualTo(Meeting.DEFAULT);
    assertThat(decode("{\"frelay\":{\"tag\":\"t\"},\"input\":1}").meeting())
        .isEqualTo(new Meeting(null, "t", null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"frelay\":{\"peer\":[\"1\"]}}",
        "{\"frelay\":{\"peers\":\"1\"}}",
        "{\"frelay\":{\"peers\":[\"1\",null]}}",
        "{\"frelay\":{\"timeoutMs\":1.5}}",
        "{\"frelay\":{\"timeoutMs\":99999999999999999999}}",
        "{\"frelay\":7}",
        "{\"frelay\":[]}"
      })
  void aMalformedSessionIsExplained(String body) {
    assertThatThrownBy(() -> decode(body))
        .hasMessageStartingWith("'frelay' has the members handler (text), tag (text), peers");
  }

  @Test
  void anEnvelopeHoldsNothingElse() {
    assertThatThrownBy(() -> decode("{\"frelay\":{},\"imput\":1}"))
        .hasMessageStartingWith("an envelope has the members 'frelay' and 'input' only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"secret\":\"s3cr3t", "s3cr3t", "{} {}", "\u0000"})
  void whatIsNotJsonIsNotQuoted(String body) {
    assertThatThrownBy(() -> decode(body))
        .isInstanceOf(FunctionException.class)
        .hasMessageStartingWith("the body is not JSON: line 1, column ")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> decode("[".repeat(5_000)))
        .isInstanceOf(FunctionException.class)
        .hasMessageStartingWith("the body is not JSON");
  }
}
