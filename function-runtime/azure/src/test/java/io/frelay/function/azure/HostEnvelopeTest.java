package io.frelay.function.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.FunctionException;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.HttpInvocation;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostEnvelopeTest {
  private static Optional<HostEnvelope> envelope(String json) throws JsonProcessingException {
    JsonNode tree = new ObjectMapper().readTree(json);
    return HostEnvelope.of(tree);
  }

  private static JsonNode payload(String data) throws Exception {
    return envelope("{\"Data\":" + data + ",\"Metadata\":{}}").orElseThrow().payload();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "[]",
        "{\"items\":[]}",
        "{\"Data\":{}}",
        "{\"Data\":1,\"Metadata\":{}}",
        "{\"Data\":{},\"Metadata\":{},\"more\":1}"
      })
  void aRequestOfTheCallersOwn(String json) throws JsonProcessingException {
    assertThat(envelope(json)).isEmpty();
  }

  @Test
  void theHttpRequestIsFoundAmongOtherBindings() throws Exception {
    JsonNode payload =
        payload(
            "{\"blob\":\"x\",\"req\":{\"Url\":\"http://h/api/f\",\"Method\":\"POST\","
                + "\"Headers\":{\"Frelay-Tag\":[\"t\"]},\"Body\":\"{}\"}}");
    assertThat(HostEnvelope.isHttp(payload)).isTrue();
    HttpInvocation call = HostEnvelope.request(payload, "/f", HttpHeaders.NONE);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.path()).isEqualTo("/f");
    assertThat(call.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRequestWithoutABody() throws Exception {
    JsonNode payload = payload("{\"req\":{\"Url\":\"http://h/api/f\",\"Method\":\"GET\"}}");
    assertThat(HostEnvelope.request(payload, "/f", HttpHeaders.NONE).body()).isEmpty();
  }

  @Test
  void aTextAsTheInputOfAnHttpRequestStaysJson() throws Exception {
    JsonNode payload =
        payload(
            "{\"req\":{\"Url\":\"http://h/api/f\",\"Method\":\"POST\",\"Body\":\"\\\"x\\\"\"}}");
    assertThat(HostEnvelope.request(payload, "/f", HttpHeaders.NONE).body())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("\"x\"");
  }

  /** As it is in Data, and the body that is meant. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"{\\\"a\\\":1}\"`, `{\"a\":1}`",
        "`\"\\\"{\\\\\\\"a\\\\\\\":1}\\\"\"`, `{\"a\":1}`",
        "`{\"a\":1}`, `{\"a\":1}`",
        "`[1]`, `[1]`",
        "`\"\\\"cut\"`, `\"cut`"
      })
  void anEvent(String item, String body) throws Exception {
    assertThat(HostEnvelope.event(payload("{\"item\":" + item + "}")))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(body);
  }

  @Test
  void severalInputsAreNoInput() {
    assertThatThrownBy(() -> payload("{\"item\":\"1\",\"blob\":\"2\"}"))
        .isInstanceOf(FunctionException.class)
        .hasMessageContaining("2 input bindings");
  }
}
