package io.frelay.function.gcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDataTest {
  private static byte[] published(String data) throws FunctionException {
    return new EventData(new ObjectMapper()).published(data.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"message\":{\"data\":\"eyJhIjoxfQ==\"}}`, `{\"a\":1}`",
        "`{\"message\":{\"data\":null}}`, ``",
        "`{\"message\":{\"attributes\":{}}}`, ``"
      })
  void whatWasPublished(String data, String body) throws FunctionException {
    assertThat(published(data)).asString(UTF_8).isEqualTo(body);
  }

  /** Refused for good: any other failure would have the platform deliver it again and again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\":{\"data\":5}}",
        "{\"message\":{\"data\":{}}}",
        "{\"message\":{\"data\":\"%\"}}",
        "{\"message\":"
      })
  void noMessageThoughItsTypeSaysSo(String data) {
    assertThatThrownBy(() -> published(data))
        .isInstanceOf(FunctionException.class)
        .satisfies(e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.BAD_INPUT));
  }

  @Test
  void anIdOfSeveralLinesIsOneInTheLog() {
    assertThat(EventEntryPoint.printable("7\nERROR all is lost")).isEqualTo("7?ERROR all is lost");
  }
}
