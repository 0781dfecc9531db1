package io.frelay.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No digit of a number or a time is lost on its way to a handler, in an envelope or alone. */
class ExactInputTest {
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

  record Exact(BigDecimal sum, BigInteger count, Instant at, double about, Object any) {}

  private static final String INPUT =
      """
      {"sum":%s,"count":123456789012345678901234567890,"at":1767225600.123456789,
      "about":0.1,"any":2.50}\
      """;

  @ParameterizedTest
  @ValueSource(strings = {"12345678901234567.891", "100.00", "1e400", "-0.0", "1E-400", "7"})
  void numbersAndTimesKeepEveryDigit(String sum) throws Exception {
    String input = INPUT.formatted(sum);
    for (String body : new String[] {input, "{\"input\":" + input + ",\"frelay\":{}}"}) {
      Exact exact = read(body);
      assertThat(exact.sum()).isEqualTo(new BigDecimal(sum)); // the scale too
      assertThat(exact.count()).isEqualTo("123456789012345678901234567890");
      assertThat(exact.at()).isEqualTo("2026-01-01T00:00:00.123456789Z");
      assertThat(exact.about()).isEqualTo(0.1);
      assertThat(exact.any()).isEqualTo(2.5); // as Jackson always reads what has no type
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e2147483647"})
  void aNumberFarTooBigForItsTypeIsRefusedAtOnce(String number) throws Exception {
    Call<Map<String, BigInteger>> call =
        JSON.readValue("{\"a\":" + number + "}", new TypeReference<>() {});
    assertThatThrownBy(call::input)
        .isInstanceOf(FunctionException.class)
        .hasMessageStartingWith("the input is not what the function takes: ")
        .hasMessageNotContaining("-1");
  }

  private static Exact read(String body) throws Exception {
    Call<Exact> call = JSON.readValue(body.getBytes(UTF_8), new TypeReference<Call<Exact>>() {});
    return call.input();
  }
}
