package io.frelay.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call is read by the application's Jackson, and by the rules of every body. */
class CallTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  record Word(String text, int sizeInBytes) {}

  private static Call<List<Word>> read(ObjectMapper json, String body)
      throws JsonProcessingException {
    return json.readValue(body, new TypeReference<Call<List<Word>>>() {});
  }

  @Test
  void envelopeNamesTheSession() throws Exception {
    Call<List<Word>> call =
        read(
            JSON,
            """
            {"frelay":{"tag":"t","peers":["1"],"timeoutMs":9},
            "input":[{"text":"a","sizeInBytes":1}]}\
            """);
    assertThat(call.frelay()).isEqualTo(new Meeting(null, "t", List.of("1"), 9L));
    assertThat(call.input()).containsExactly(new Word("a", 1));
  }

  @Test
  void anEventOfAPlatformIsNoInput() throws Exception {
    for (String event :
        List.of(
            "{\"source\":\"serverless-plugin-warmup\"}",
            "{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}")) {
      Call<List<Word>> call = read(JSON, event);
      assertThatThrownBy(call::input)
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining(" is no request: ");
    }
  }

  @Test
  void bareInputIsForTheDeploymentsSession() throws Exception {
    Call<List<Word>> call = read(JSON, "[{\"text\":\"a\",\"sizeInBytes\":1}]");
    assertThat(call.frelay()).isEqualTo(Meeting.DEFAULT);
    assertThat(call.input()).containsExactly(new Word("a", 1));
  }

  @Test
  void namesInAnEnvelopeAreTheSameWhateverTheApplicationsNaming() throws Exception {
    ObjectMapper snakes =
        new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    Call<List<Word>> call =
        read(
            snakes,
            """
            {"frelay":{"timeoutMs":9},"input":[{"text":"a","size_in_bytes":1}]}\
            """);
    assertThat(call.frelay().timeoutMs()).isEqualTo(9);
    assertThat(call.input()).containsExactly(new Word("a", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null                        | the input is missing
          {"frelay":{}}               | the input is missing
          {"frelay":{},"input":null}  | the input is missing
          [{"text":"a"},{"text":[7]}] | the input is not what the function takes: at [1].text
          {"frelay":{"tags":"t"}}     | 'frelay' has the members
          {"frelay":{},"text":"a"}    | an envelope has the members 'frelay' and 'input' only
          """)
  void whatIsNoCallIsRefusedWhenTheInputIsAskedFor(String body, String message)
      throws JsonProcessingException {
    Call<List<Word>> call = read(JSON, body);
    assertThatThrownBy(call::input)
        .isInstanceOfSatisfying(
            FunctionException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT))
        .hasMessageStartingWith(message);
  }

  @Test
  void failureAsTextIsTheCallersAnswer() {
    assertThat(
            new FunctionException(ErrorCode.PEER_LOST, "1", "the \"peer\" is gone", null)
                .toString())
        .isEqualTo(
            "{\"error\":{\"code\":\"peer_lost\",\"peer\":\"1\","
                + "\"message\":\"the \\\"peer\\\" is gone\"}}");
  }
}
