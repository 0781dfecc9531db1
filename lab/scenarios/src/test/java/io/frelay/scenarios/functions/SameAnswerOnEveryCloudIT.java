package io.frelay.scenarios.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.functions.support.Cloud;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.LambdaFunction;
import io.frelay.scenarios.functions.support.PlainParty;
import io.frelay.scenarios.functions.support.Trials;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same handler and the same request give the same answer on all clouds, byte for byte. */
@Timeout(120)
class SameAnswerOnEveryCloudIT {
  private static final String PEER = "peer";
  private static final String TIMED_OUT =
      "frelay_connections_closed_total{reason=\"peer_timeout\"}";
  private static final String FRONT = "google-iam"; // on Lambda the platform says it otherwise

  private static Pki pki;
  private static RelayProcess relay;
  private static final Map<Cloud, Trials> DEPLOYED = new EnumMap<>(Cloud.class);

  @BeforeAll
  static void start() {
    pki = Pki.standard();
    pki.party("user1", PEER, CertificateOptions.DEFAULTS);
    pki.party("user1", "second", CertificateOptions.DEFAULTS);
    for (Cloud cloud : Cloud.values()) {
      pki.party("user1", cloud.party(), CertificateOptions.DEFAULTS);
    }
    relay = RelayProcess.start(pki);
    for (Cloud cloud : Cloud.values()) {
      Map<String, String> environment = relay.environment(pki, "user1", cloud.party(), PEER);
      environment.put("FRELAY_TIMEOUT", ""); // as a template that leaves it open
      environment.put("FRELAY_HTTP_GRACE", " ");
      environment.put("FRELAY_AWS_SQS", "true"); // of no account elsewhere
      environment.put("FRELAY_ALLOW_PEERS", "peer,second");
      environment.put("FRELAY_PROGRAM", "cat");
      environment.put("FRELAY_CALLER", cloud == Cloud.AZURE ? "azure-authentication" : FRONT);
      DEPLOYED.put(cloud, Trials.start(cloud, environment));
    }
  }

  @AfterAll
  static void stop() {
    DEPLOYED.values().forEach(Trials::close);
    relay.close();
  }

  private static Trials on(Cloud cloud) {
    return DEPLOYED.get(cloud);
  }

  /** On AWS, called directly: the answer is the function's output. */
  private static Answer lambda(String event) {
    return ((LambdaFunction) on(Cloud.AWS).function()).invoke(event, Duration.ofSeconds(20));
  }

  /** The same, if the event came over HTTP. */
  private static Answer lambdaOverHttp(String event) {
    return ((LambdaFunction) on(Cloud.AWS).function()).overHttp(event, Duration.ofSeconds(20));
  }

  private static String envelope(String handler, String tag, String input) {
    return "{\"frelay\":{\"handler\":\"%s\",\"tag\":\"%s\",\"peers\":[\"%s\"]},\"input\":%s}"
        .formatted(handler, tag, PEER, input);
  }

  private static Answer badInput(String message) {
    return Answer.error(400, "bad_input", message);
  }

  /** Header of JSON, with more lines. */
  private static List<String> json(String... more) {
    return Stream.concat(Stream.of("Content-Type: application/json"), Stream.of(more)).toList();
  }

  /** Lets a peer come while a request is under way. */
  private static Answer met(Cloud cloud, String tag, Supplier<Answer> request) throws Exception {
    Future<PlainParty> peer =
        Parties.run(() -> PlainParty.meet(relay, pki, PEER, tag, cloud.party()));
    try {
      return request.get();
    } finally {
      Parties.await(peer).close();
    }
  }

  private static Answer posted(Cloud cloud, String path, String tag, String body) throws Exception {
    return met(cloud, tag, () -> on(cloud).post(path, body));
  }

  @ParameterizedTest
  @EnumSource
  void everyDigitOfNumbersAndTimes(Cloud cloud) throws Exception {
    String input =
        "{\"sums\":[12345678901234567.891,100.00,1E+400,-0.50],\"count\":123456789012345678901234567890,\"at\":%s}";
    Answer answer =
        posted(
            cloud,
            "/exact",
            "exact",
            envelope("exact", "exact", input.formatted("1767225600.123456789")));
    assertThat(answer)
        .isEqualTo(new Answer(200, input.formatted("\"2026-01-01T00:00:00.123456789Z\"")));
  }

  /** Its program gives its input back. */
  @ParameterizedTest
  @EnumSource
  void aProgram(Cloud cloud) throws Exception {
    String input = "{\"sum\":12345678901234567.891,\"rest\":1E+400}";
    assertThat(posted(cloud, "/program", "program", envelope("program", "program", input)))
        .isEqualTo(new Answer(200, input));
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptThatIsLeftBehind(Cloud cloud) throws Exception {
    for (int i = 0; i < 2; i++) {
      String tag = "interrupt" + i;
      assertThat(posted(cloud, "/interrupting", tag, envelope("interrupting", tag, "\"a\"")))
          .isEqualTo(new Answer(200, "\"a\""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatIgnoresItsInterrupt(Cloud cloud) throws Exception {
    String request = "{\"frelay\":{\"tag\":\"deaf\",\"timeoutMs\":3000},\"input\":\"a\"}";
    assertThat(posted(cloud, "/deaf", "deaf", request))
        .isEqualTo(
            Answer.error(
                504, "timeout", "the invocation's time was up before the handler had finished"));
  }

  @ParameterizedTest
  @EnumSource
  void anOutputThatComesLater(Cloud cloud) throws Exception {
    Future<String> peer =
        PlainParty.run(
            relay,
            pki,
            PEER,
            "later",
            (input, peers) -> {
              var messages = peers.get(cloud.party()).messages();
              messages.send(input.getBytes(UTF_8));
              return new String(messages.receive().orElseThrow(), UTF_8);
            },
            "hello",
            cloud.party());
    assertThat(on(cloud).post("/later", envelope("later", "later", "\"and you\"")))
        .isEqualTo(new Answer(200, "{\"text\":\"hello\"}"));
    assertThat(Parties.await(peer)).isEqualTo("and you");
  }

  /** Before any session: nobody has come to the relay. */
  @ParameterizedTest
  @EnumSource
  void eventsOfPlatforms(Cloud cloud) {
    assertThat(on(cloud).post("/whom", "{\"source\":\"serverless-plugin-warmup\"}"))
        .isEqualTo(new Answer(200, "{\"warm\":true}"));
    String hint = ". (An input that looks like one goes into an envelope)";
    assertThat(
            on(cloud)
                .post(
                    "/whom",
                    "{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\",\"detail\":{}}"))
        .isEqualTo(
            badInput(
                "an EventBridge event is no request: give the rule's target the request as its"
                    + " input"
                    + hint));
    assertThat(
            on(cloud)
                .post("/whom", "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"{}\"}]}"))
        .isEqualTo(
            badInput(
                "a batch of records of an AWS service is no request: of SQS, FRELAY_AWS_SQS=true"
                    + " takes each message as a request"
                    + hint));
    String pushed =
        "{\"message\":{\"data\":\"eyJhIjoxfQ==\",\"messageId\":\"1\"},\"subscription\":\"s\"}";
    Answer noEnvelope =
        badInput(
            "a message that Pub/Sub pushes is no request: publish an envelope as its data" + hint);
    assertThat(on(cloud).post("/whom", pushed)).isEqualTo(noEnvelope);
    String grid =
        "[{\"id\":\"1\",\"eventType\":\"t\",\"eventTime\":\"2026-01-01T00:00:00Z\","
            + "\"data\":{},\"dataVersion\":\"1\"}]";
    assertThat(on(cloud).post("/whom", grid))
        .isEqualTo(
            badInput(
                "an Event Grid event is no request: call the function by HTTP or a queue, where a"
                    + " request can be given"
                    + hint));
    List<String> binary =
        List.of("ce-specversion: 1.0", "ce-id: 1", "Content-Type: application/json");
    assertThat(on(cloud).send("POST", "/whom", binary, "{\"a\":1}"))
        .isEqualTo(badInput("a CloudEvent is no request: publish an envelope as its data" + hint));
  }

  @ParameterizedTest
  @EnumSource
  void anEnvelopeInACloudEvent(Cloud cloud) throws Exception {
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":%s}";
    String envelope = envelope("whom", "event", "1");
    List<String> structured = List.of("Content-Type: application/cloudevents+json");
    assertThat(
            met(
                cloud,
                "event",
                () -> on(cloud).send("POST", "/whom", structured, event.formatted(envelope))))
        .isEqualTo(new Answer(200, "{\"tag\":\"event\",\"peers\":[\"peer\"]}"));
  }

  @ParameterizedTest
  @EnumSource
  void thePathNamesTheHandler(Cloud cloud) throws Exception {
    for (String path : List.of("/whom", "/whom/", "/wh%6Fm")) {
      List<String> lines = json("Frelay-Tag: path");
      assertThat(met(cloud, "path", () -> on(cloud).send("POST", path, lines, "1")))
          .isEqualTo(new Answer(200, "{\"tag\":\"path\",\"peers\":[\"peer\"]}"));
    }
  }

  /** In UTF-8 and percent-encoded, as RFC 3986 has it; functions of Azure have ASCII names. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AZURE")
  void aPathThatNamesAHandlerWhoseNameIsNotAscii(Cloud cloud) throws Exception {
    List<String> lines = json("Frelay-Tag: length");
    assertThat(met(cloud, "length", () -> on(cloud).send("POST", "/l%C3%A4nge", lines, "\"abc\"")))
        .isEqualTo(new Answer(200, "3"));
  }

  /** Whoever may call one handler may not get at another by the body or a header. */
  @ParameterizedTest
  @EnumSource
  void thePathGoesBeforeTheEnvelopeAndTheHeader(Cloud cloud) throws Exception {
    List<String> lines = json("Frelay-Handler: deaf");
    assertThat(
            met(
                cloud,
                "pinned",
                () -> on(cloud).send("POST", "/whom", lines, envelope("deaf", "pinned", "1"))))
        .isEqualTo(new Answer(200, "{\"tag\":\"pinned\",\"peers\":[\"peer\"]}"));
  }

  /** No peer is waited for, and the reason stays in the log. */
  @ParameterizedTest
  @EnumSource
  void aHandlerThatCannotBeMade(Cloud cloud) {
    assertThat(on(cloud).post("/unmade", "\"a\""))
        .isEqualTo(
            Answer.error(
                500,
                "handler_failed",
                "the handler failed with IllegalStateException; the function's log says why"));
  }

  @ParameterizedTest
  @EnumSource
  void aPeerWithoutAName(Cloud cloud) {
    assertThat(on(cloud).post("/whom", "{\"frelay\":{\"peers\":[\"peer\",null]},\"input\":1}"))
        .isEqualTo(
            badInput(
                "'frelay' has the members handler (text), tag (text), peers (list of texts),"
                    + " timeoutMs (whole number) and relay (text), each optional"));
  }

  @ParameterizedTest
  @EnumSource
  void aPathThatNamesNobody(Cloud cloud) {
    assertThat(on(cloud).post("/meet", "1"))
        .isEqualTo(
            Answer.error(
                404,
                "unknown_handler",
                "no handler of that name; this application has: booking, deaf, exact,"
                    + " interrupting, joint, later, l\u00e4nge, measured, ordering, program, repeat,"
                    + " unmade, whom"));
  }

  /** Before any session, by the envelope and by the header. */
  @ParameterizedTest
  @EnumSource
  void aPeerThatTheOwnerDoesNotAllow(Cloud cloud) {
    Answer refused =
        Answer.error(
            403,
            "not_allowed",
            "the owner of this function does not let callers choose peer third");
    assertThat(on(cloud).post("/whom", "{\"frelay\":{\"peers\":[\"peer\",\"third\"]},\"input\":1}"))
        .isEqualTo(refused);
    List<String> lines = json("Frelay-Peers: third");
    assertThat(on(cloud).send("POST", "/whom", lines, "1")).isEqualTo(refused);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoPostOfJson(Cloud cloud) {
    assertThat(on(cloud).send("GET", "/whom", json(), ""))
        .isEqualTo(Answer.error(405, "method_not_allowed", "an invocation is a POST, not a GET"));
    assertThat(on(cloud).send("POST", "/whom", List.of("Content-Type: text/plain"), "1"))
        .isEqualTo(
            Answer.error(
                415,
                "unsupported_media_type",
                "the body is JSON: send it with the header Content-Type: application/json"));
    List<String> gzip = json("Content-Encoding: gzip");
    assertThat(on(cloud).send("POST", "/whom", gzip, "1"))
        .isEqualTo(
            Answer.error(
                415,
                "unsupported_media_type",
                "the body is compressed: send it without Content-Encoding"));
    assertThat(on(cloud).post("/exact", "7"))
        .isEqualTo(badInput("the input is not what handler exact takes: its top does not fit"));
  }

  /** A request of somebody whom the platform's front has verified. */
  private static Answer as(Cloud cloud, String name, String role, String handler, String body) {
    String path = "/" + handler;
    if (cloud == Cloud.AWS) {
      String event =
          """
          {"version":"2.0","rawPath":"%s","headers":{"Content-Type":"application/json","Frelay-Tag":"as"},
          "requestContext":{"http":{"method":"POST"},"authorizer":{"jwt":{"claims":{
          "sub":"%s","cognito:groups":"[%s]"}}}},"body":"%s"}\
          """
              .formatted(path, name, role, body);
      return lambdaOverHttp(event);
    }
    String header =
        cloud == Cloud.AZURE
            ? "X-MS-CLIENT-PRINCIPAL: "
                + base64(
                    """
                    {"name_typ":"n","role_typ":"r","claims":[
                    {"typ":"n","val":"%s"},{"typ":"r","val":"%s"}]}\
                    """
                        .formatted(name, role))
            : "Authorization: Bearer e30.%s.SIGNATURE_REMOVED_BY_GOOGLE"
                .formatted(token("{\"sub\":\"%s\",\"roles\":[\"%s\"]}".formatted(name, role)));
    List<String> lines = json("Frelay-Tag: as", "X-Request-Id: r-1", header);
    return on(cloud).send("POST", path, lines, body);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String token(String claims) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void whoMayCall(Cloud cloud) throws Exception {
    assertThat(met(cloud, "as", () -> as(cloud, "ada", "teller", "booking", "7")))
        .isEqualTo(new Answer(200, "{\"amount\":7,\"by\":\"ada\",\"isTraceable\":true}"));
    assertThat(as(cloud, "bob", "guest", "booking", "7"))
        .isEqualTo(Answer.error(403, "forbidden", "the caller may not do this"));
    assertThat(on(cloud).post("/booking", "7"))
        .isEqualTo(
            Answer.error(
                401, "unauthenticated", "the request does not say, or not well, who calls"));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongWithAnInput(Cloud cloud) {
    String order = "{\"customer\":\"\",\"lines\":[{\"item\":\"a\",\"count\":4711}]}";
    assertThat(on(cloud).post("/ordering", order))
        .isEqualTo(
            new Answer(
                400,
                "{\"error\":{\"code\":\"bad_input\",\"message\":\"the input violates 2"
                    + " constraints\",\"violations\":[{\"field\":\"customer\",\"message\":\"must"
                    + " not be blank\"},{\"field\":\"lines[0].count\",\"message\":\"must be less"
                    + " than or equal to 9\"}]}}"));
  }

  @ParameterizedTest
  @EnumSource
  void headersOfTwoLinesAndInUtf8(Cloud cloud) throws Exception {
    List<String> lines =
        json(
            "Frelay-Tag: " + new String("grün €".getBytes(UTF_8), ISO_8859_1),
            "Frelay-Peers: peer",
            "Frelay-Peers: second");
    Future<PlainParty> second =
        Parties.run(() -> PlainParty.meet(relay, pki, "second", "grün €", cloud.party()));
    assertThat(met(cloud, "grün €", () -> on(cloud).send("POST", "/whom", lines, "1")))
        .isEqualTo(new Answer(200, "{\"tag\":\"grün €\",\"peers\":[\"peer\",\"second\"]}"));
    Parties.await(second).close();
  }

  /** Clouds on which the bytes reach the function. */
  @ParameterizedTest
  @EnumSource(names = {"GOOGLE", "CODE_ENGINE"})
  void aHeaderThatIsNotUtf8(Cloud cloud) {
    List<String> lines = json("Frelay-Tag: gr\u00fcn");
    assertThat(on(cloud).send("POST", "/whom", lines, "1"))
        .isEqualTo(badInput("the header Frelay-Tag is not UTF-8"));
  }

  /** Lambda would answer with a text of its own. */
  @Test
  void anOutputLongerThanLambdaReturns() throws Exception {
    String body = envelope("repeat", "long", "7000000");
    Answer answer = met(Cloud.AWS, "long", () -> lambda(body));
    assertThat(answer)
        .isEqualTo(
            Answer.error(
                500,
                "handler_failed",
                "the handler's output makes an answer of 7000002 bytes; Lambda returns 6291556 at"
                    + " most"));
  }

  /** It takes less of Lambda than others do. */
  @Test
  void anOutputLongerThanALoadBalancerReturns() throws Exception {
    String event =
        """
        {"requestContext":{"elb":{"targetGroupArn":"a"}},"httpMethod":"POST","path":"/repeat",
        "headers":{"content-type":"application/json","frelay-tag":"balanced"},
        "body":"1048576","isBase64Encoded":false}\
        """;
    Answer answer = met(Cloud.AWS, "balanced", () -> lambdaOverHttp(event));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body())
        .startsWith("{\"error\":{\"code\":\"handler_failed\",")
        .endsWith("; a load balancer returns 1048576 at most\"}}");
  }

  /** A rule of EventBridge calls directly. */
  @Test
  void eventsThatComeDirectly() {
    assertThat(lambda("{\"source\":\"serverless-plugin-warmup\"}"))
        .isEqualTo(new Answer(200, "{\"warm\":true}"));
    Answer refused =
        lambda("{\"source\":\"aws.events\",\"detail-type\":\"Scheduled Event\",\"detail\":{}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("an EventBridge event is no request");
  }

  @ParameterizedTest
  @CsvSource({"/whom,1", "/,1"})
  void aGatewaysRestApi(String path, String input) throws Exception {
    String event =
        """
        {"resource":"/{proxy+}","path":"%s","httpMethod":"POST","headers":{"Frelay-Tag":"rest"},
        "multiValueHeaders":{"Frelay-Tag":["rest"],"Frelay-Handler":["whom"]},
        "requestContext":{"resourcePath":"/{proxy+}","stage":"prod","path":"/prod%s"},
        "body":"%s","isBase64Encoded":false}\
        """
            .formatted(path, path, input);
    Answer answer = met(Cloud.AWS, "rest", () -> lambda(event));
    assertThat(answer)
        .isEqualTo(
            new Answer(
                200,
                "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"application/json\"},"
                    + "\"body\":\"{\\\"tag\\\":\\\"rest\\\",\\\"peers\\\":[\\\"peer\\\"]}\"}"));
  }

  /** One is answered, one can never be, and one is to come again. */
  @Test
  void messagesOfAQueue() throws Exception {
    String late =
        "{\"frelay\":{\"handler\":\"whom\",\"tag\":\"nobody\",\"timeoutMs\":500},\"input\":1}";
    String event =
        "{\"Records\":[%s,%s,%s]}"
            .formatted(
                message("done", envelope("whom", "queue", "1")),
                message("bad", "hello"),
                message("again", late));
    Answer answer = met(Cloud.AWS, "queue", () -> lambda(event));
    assertThat(answer)
        .isEqualTo(new Answer(200, "{\"batchItemFailures\":[{\"itemIdentifier\":\"again\"}]}"));
  }

  /** Behind the first that is to come again none may be run, or it would have overtaken it. */
  @Test
  void messagesOfAFifoQueue() {
    double before = relay.meter(TIMED_OUT);
    String late =
        "{\"frelay\":{\"handler\":\"whom\",\"tag\":\"nobody\",\"timeoutMs\":1500},\"input\":1}";
    String event =
        "{\"Records\":[%s,%s,%s,%s]}"
            .formatted(
                fifo("bad", "hello"),
                fifo("again", late),
                fifo("behind", late.replace("whom", "unknown")),
                fifo("last", late));
    assertThat(lambda(event))
        .isEqualTo(
            new Answer(
                200,
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"again\"},"
                    + "{\"itemIdentifier\":\"behind\"},{\"itemIdentifier\":\"last\"}]}"));
    assertThat(relay.meter(TIMED_OUT)).isEqualTo(before + 1);
  }

  private static String message(String id, String body) {
    return "{\"messageId\":\"%s\",\"eventSource\":\"aws:sqs\",\"body\":\"%s\"}"
        .formatted(id, body.replace("\"", "\\\""));
  }

  private static String fifo(String id, String body) {
    return message(id, body)
        .replace("\"body\"", "\"eventSourceARN\":\"arn:aws:sqs:eu-1:1:q.fifo\",\"body\"");
  }
}
