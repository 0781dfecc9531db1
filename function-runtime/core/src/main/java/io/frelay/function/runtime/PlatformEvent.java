package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Events that platforms send to functions of their own accord. It is nobody's input: to take it for
 * one would open a session and take the place of whoever means it. An envelope is never one of
 * these.
 */
enum PlatformEvent {
  /** Warm-up of an instance: plug-ins of the Serverless Framework, lambda-warmer. */
  WARM_UP(
      event -> is(event, "source", "serverless-plugin-warmup") || event.path("warmer").asBoolean(),
      "a warm-up",
      "where Funqy stands between, it can only be refused"),
  EVENT_BRIDGE(
      event -> haveText(event, "source", "detail-type") && event.has("detail"),
      "an EventBridge event",
      "give the rule's target the request as its input"),
  /** SQS, SNS, S3, DynamoDB, Kinesis and so on. */
  AWS_RECORDS(
      event -> Stream.of("eventSource", "EventSource").anyMatch(name -> isAws(event, name)),
      "a batch of records of an AWS service",
      "of SQS, FRELAY_AWS_SQS=true takes each message as a request"),
  /** Event of an AWS service that calls a function with one of its own. */
  AWS_SERVICE(
      PlatformEvent::isOfAwsService,
      "an event of an AWS service",
      "a function is called by HTTP, directly, or by a queue"),
  WEB_SOCKET(
      event -> event.path("requestContext").has("connectionId"),
      "an event of a WebSocket",
      "a function is called by HTTP or directly"),
  AUTHORIZER(
      event -> haveText(event, "type") && (event.has("methodArn") || event.has("routeArn")),
      "an API Gateway authorizer's event",
      "a function is no authorizer"),
  CUSTOM_RESOURCE(
      event -> haveText(event, "RequestType", "ResponseURL"),
      "a CloudFormation custom resource's event",
      "a function is no custom resource"),
  COGNITO(
      event -> haveText(event, "triggerSource", "userPoolId"),
      "a Cognito trigger",
      "a function is called by HTTP or directly"),
  PUBSUB_PUSH(
      event -> event.path("message").isObject() && haveText(event, "subscription"),
      "a message that Pub/Sub pushes",
      PlatformEvent.BY_ENVELOPE),
  CLOUD_EVENT(
      event -> haveText(event, "specversion", "id", "source", "type"),
      "a CloudEvent",
      PlatformEvent.BY_ENVELOPE),
  TIMER(
      event -> event.has("Schedule") && (event.has("ScheduleStatus") || event.has("IsPastDue")),
      "a timer's event",
      "call the function by HTTP or a queue, where a request can be given"),
  EVENT_GRID(
      event -> haveText(event, "eventType", "eventTime", "dataVersion"),
      "an Event Grid event",
      "call the function by HTTP or a queue, where a request can be given");

  /** Answer to a warm-up. */
  static final byte[] WARM = "{\"warm\":true}".getBytes(UTF_8);

  private static final String BY_ENVELOPE = "publish an envelope as its data";

  /** The members by which they are told: what has none of them is not looked at any closer. */
  private static final Set<String> SIGNS =
      Set.of(
          "source",
          "warmer",
          "Records",
          "eventSource",
          "requestContext",
          "methodArn",
          "routeArn",
          "ResponseURL",
          "triggerSource",
          "message",
          "specversion",
          "Schedule",
          "eventType",
          "awslogs",
          "deliveryStreamArn",
          "SecretId",
          "invocationSchemaVersion",
          "CodePipeline.job",
          "invokingEvent");

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final Predicate<JsonNode> recogniser;

  private final String what;
  private final String advice;

  PlatformEvent(Predicate<JsonNode> recogniser, String what, String advice) {
    this.recogniser = recogniser;
    this.what = what;
    this.advice = advice;
  }

  /** An event, and what kind it is; a batch of events is of the kind of the first. */
  record Recognised(PlatformEvent kind, JsonNode event) {
    boolean isWarmUp() {
      return kind == WARM_UP;
    }

    /**
     * The request that it holds.
     *
     * @throws FunctionException if it holds none
     */
    Envelope request(ObjectMapper json) throws FunctionException {
      Optional<byte[]> data =
          switch (kind) {
            case PUBSUB_PUSH -> binary(event.path("message").path("data"));
            case CLOUD_EVENT ->
                event.has("data_base64")
                    ? binary(event.get("data_base64"))
                    : Optional.of(event.path("data").toString().getBytes(UTF_8));
            default -> Optional.empty();
          };
      if (data.isPresent() && data.get().length > 0) {
        Envelope envelope = Envelope.decode(data.get(), json);
        if (envelope.isWrapped()) {
          return envelope;
        }
      }
      throw refusal(kind.what, kind.advice);
    }
  }

  /** Recognises one; empty if the body is an envelope or an input. */
  static Optional<Recognised> of(Envelope body) {
    if (body.isWrapped()) {
      return Optional.empty();
    }
    try {
      if (!hasSign(body.input())) {
        return Optional.empty();
      }
      JsonNode event = ExactJson.MAPPER.readTree(body.input().asParser());
      return Stream.of(values())
          .filter(each -> each.recogniser.test(event.isArray() ? event.path(0) : event))
          .filter(each -> each != WARM_UP || !event.isArray())
          .findFirst()
          .map(kind -> new Recognised(kind, event));
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }

  /** For an event whose data is in the body, and is no envelope. */
  static FunctionException noEnvelope() {
    return refusal(CLOUD_EVENT.what, CLOUD_EVENT.advice);
  }

  private static FunctionException refusal(String what, String advice) {
    return new FunctionException(
        ErrorCode.BAD_INPUT,
        "%s is no request: %s. (An input that looks like one goes into an envelope)"
            .formatted(what, advice));
  }

  private static boolean hasSign(TokenBuffer body) throws IOException {
    JsonParser top = body.asParserOnFirstToken();
    if (top.currentToken() == JsonToken.START_ARRAY) {
      top.nextToken();
    }
    if (top.currentToken() == JsonToken.START_OBJECT) {
      while (top.nextToken() == JsonToken.FIELD_NAME) {
        if (SIGNS.contains(top.currentName())) {
          return true;
        }
        top.nextToken();
        top.skipChildren();
      }
    }
    return false;
  }

  private static Optional<byte[]> binary(JsonNode text) {
    try {
      return Optional.ofNullable(text.binaryValue());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isAws(JsonNode event, String name) {
    return event.path(name).asText().startsWith("aws:")
        || is(event, name, "SelfManagedKafka")
        || event.path("Records").path(0).path(name).asText().startsWith("aws:");
  }

  /**
   * Logs, Firehose, alarms, destinations, rotation of secrets, S3 batch operations, CodePipeline
   * and Config.
   */
  private static boolean isOfAwsService(JsonNode event) {
    return haveText(event.path("awslogs"), "data")
        || isArn(event, "deliveryStreamArn")
        || isArn(event, "alarmArn")
        || (isArn(event.path("requestContext"), "functionArn") && event.has("requestPayload"))
        || haveText(event, "Step", "SecretId", "ClientRequestToken")
        || (haveText(event, "invocationSchemaVersion") && event.path("tasks").isArray())
        || event.path("CodePipeline.job").isObject()
        || (haveText(event, "invokingEvent") && isArn(event, "configRuleArn"));
  }

  private static boolean isArn(JsonNode event, String name) {
    return event.path(name).asText().startsWith("arn:");
  }

  private static boolean is(JsonNode event, String name, String text) {
    return text.equals(event.path(name).textValue());
  }

  private static boolean haveText(JsonNode event, String... names) {
    return Stream.of(names).allMatch(name -> event.path(name).isTextual());
  }
}
