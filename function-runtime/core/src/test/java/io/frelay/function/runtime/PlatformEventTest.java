package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.FunctionException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformEventTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Optional<PlatformEvent.Recognised> recognised(String body)
      throws FunctionException {
    return PlatformEvent.of(Envelope.decode(body.getBytes(UTF_8), JSON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"source\":\"serverless-plugin-warmup\"}",
        "{\"warmer\":true,\"concurrency\":3}",
      })
  void warmUps(String body) throws FunctionException {
    assertThat(recognised(body).orElseThrow().isWarmUp()).isTrue();
  }

  /** As the platforms' pages show them, shortened. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `{"version":"0","id":"5","detail-type":"Scheduled Event","source":"aws.events","detail":{}}`, an EventBridge event
          `{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}`, a batch of records
          `{"Records":[{"EventVersion":"1.0","EventSource":"aws:sns","Sns":{}}]}`, a batch of records
          `{"Records":[{"eventSource":"aws:s3","s3":{}}]}`, a batch of records
          `{"eventSource":"aws:kafka","records":{}}`, a batch of records
          `{"eventSource":"SelfManagedKafka","bootstrapServers":"b","records":{}}`, a batch of records
          `[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]`, a batch of records
          `{"awslogs":{"data":"H4sI"}}`, an event of an AWS service
          `{"invocationId":"1","deliveryStreamArn":"arn:aws:firehose:x","records":[]}`, an event of an AWS service
          `{"source":"aws.cloudwatch","alarmArn":"arn:aws:cloudwatch:x","alarmData":{}}`, an event of an AWS service
          `{"version":"1.0","requestContext":{"functionArn":"arn:aws:lambda:x","condition":"Success"},"requestPayload":{},"responsePayload":{}}`, an event of an AWS service
          `{"Step":"createSecret","SecretId":"arn:aws:secretsmanager:x","ClientRequestToken":"t"}`, an event of an AWS service
          `{"invocationSchemaVersion":"1.0","invocationId":"1","job":{"id":"1"},"tasks":[]}`, an event of an AWS service
          `{"CodePipeline.job":{"id":"1"}}`, an event of an AWS service
          `{"invokingEvent":"{}","ruleParameters":"{}","configRuleArn":"arn:aws:config:x"}`, an event of an AWS service
          `[{"id":"1","eventType":"t","eventTime":"2026-01-01T00:00:00Z","data":{},"dataVersion":"1"}]`, an Event Grid event
          `[{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"frelay":{}}}]`, a CloudEvent
          `{"requestContext":{"connectionId":"a","eventType":"CONNECT"}}`, an event of a WebSocket
          `{"type":"TOKEN","authorizationToken":"t","methodArn":"arn"}`, an API Gateway authorizer's event
          `{"RequestType":"Create","ResponseURL":"https://h","StackId":"s"}`, a CloudFormation custom resource's event
          `{"version":"1","triggerSource":"PreSignUp_SignUp","userPoolId":"p"}`, a Cognito trigger
          `{"message":{"data":"e30=","messageId":"1"},"subscription":"projects/p/subscriptions/s"}`, a message that Pub/Sub pushes
          `{"message":{"data":"%","messageId":"1"},"subscription":"s"}`, a message that Pub/Sub pushes
          `{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"items":[]}}`, a CloudEvent
          `{"specversion":"1.0","id":"1","source":"s","type":"t"}`, a CloudEvent
          `{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}`, a timer's event
          `{"id":"1","eventType":"t","eventTime":"2026-01-01T00:00:00Z","data":{},"dataVersion":"1"}`, an Event Grid event
          """)
  void whatHoldsNoRequestIsRefusedInASentence(String body, String what) throws FunctionException {
    PlatformEvent.Recognised event = recognised(body).orElseThrow();
    assertThat(event.isWarmUp()).isFalse();
    assertThatThrownBy(() -> event.request(JSON))
        .isInstanceOf(FunctionException.class)
        .hasMessageStartingWith(what)
        .hasMessageContaining(" is no request: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"frelay\":{},\"input\":{\"warmer\":true}}",
        "{\"source\":\"a warehouse\",\"items\":[]}",
        "{\"warmer\":false}",
        "{\"message\":\"hello\"}",
        "{\"Records\":[{\"a\":1}]}",
        "{\"Records\":[]}",
        "[{\"warmer\":true}]",
        "[{\"source\":\"a warehouse\"}]",
        "[[{\"specversion\":\"1.0\"}]]",
        "{\"invokingEvent\":\"a party\"}",
        "{\"awslogs\":7}",
        "\"source\"",
        ""
      })
  void envelopesAndInputsAreNone(String body) throws FunctionException {
    assertThat(recognised(body)).isEmpty();
  }

  /** Its numbers keep their digits. */
  @Test
  void anEnvelopeInAnEventIsARequest() throws Exception {
    String envelope = "{\"frelay\":{\"tag\":\"t\"},\"input\":12345678901234567.8910}";
    String base64 = Base64.getEncoder().encodeToString(envelope.getBytes(UTF_8));
    String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",%s}";
    for (String body :
        new String[] {
          "{\"message\":{\"data\":\"" + base64 + "\"},\"subscription\":\"s\"}",
          event.formatted("\"data\":" + envelope),
          event.formatted("\"data_base64\":\"" + base64 + "\"")
        }) {
      Envelope request = recognised(body).orElseThrow().request(JSON);
      assertThat(request.meeting().tag()).isEqualTo("t");
      assertThat(request.input().asParserOnFirstToken().getDecimalValue())
          .isEqualTo("12345678901234567.8910");
    }
  }
}
