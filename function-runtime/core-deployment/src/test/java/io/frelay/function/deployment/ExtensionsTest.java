package io.frelay.function.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.Call;
import io.frelay.function.Caller;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
import io.frelay.function.runtime.Request;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Handlers beside Quarkus's other extensions. */
@Timeout(60)
class ExtensionsTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .withApplicationRoot(jar -> jar.addClasses(RelayWorld.class, Telemetry.class))
          .overrideConfigKey("quarkus.otel.exporter.otlp.enabled", "false");

  private static final Caller TELLER =
      new Caller("ada", "jwt", Set.of("teller"), Map.of("branch", "7"));
  private static final Caller GUEST = new Caller("bob", "jwt", Set.of("guest"), Map.of());

  /** For some only; and says who called, on the handler's own thread. */
  static class Money implements PeerHandler<String, String> {
    @Inject SecurityIdentity caller;
    @Inject Vault vault;

    @Override
    @RolesAllowed("teller")
    public String handle(String input, Peers peers) {
      return caller.getPrincipal().getName() + caller.getAttribute("branch") + vault.open(input);
    }
  }

  @RolesAllowed("nobody")
  static class Barred extends Money {
    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  @ApplicationScoped
  static class Vault {
    @RolesAllowed({"teller", "robot"})
    String open(String key) {
      return key;
    }
  }

  @Authenticated
  @ApplicationScoped
  static class Signed implements PeerHandler<String, String> {
    @Inject Vault vault;

    @Override
    public String handle(String input, Peers peers) {
      return vault.open(input);
    }
  }

  record Line(@NotBlank(message = "has to be named") String item, @Max(9) int count) {}

  record Order(List<@Valid Line> lines, @NotBlank String customer) {}

  static class Ordering implements PeerHandler<Order, String> {
    @Override
    public String handle(@Valid Order input, Peers peers) {
      return input.customer();
    }
  }

  static class Listing implements PeerHandler<List<Line>, String> {
    @Override
    public String handle(@Valid List<Line> input, Peers peers) {
      return "";
    }
  }

  /** Constraints on what the parameter's type holds, and on nothing else. */
  static class Elements implements PeerHandler<List<Line>, String> {
    @Override
    public String handle(List<@Valid Line> input, Peers peers) {
      return "";
    }
  }

  static class Values implements PeerHandler<Map<String, List<String>>, String> {
    @Override
    public String handle(Map<String, List<@NotBlank String>> input, Peers peers) {
      return "";
    }
  }

  static class Unmade implements PeerHandler<String, String> {
    @PostConstruct
    void open() {
      throw new IllegalStateException("s3cr3t");
    }

    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  record Tagged(List<@NotBlank String> tags) {}

  static class Tagging implements PeerHandler<Tagged, String> {
    @Override
    public String handle(@Valid Tagged input, Peers peers) {
      return "";
    }
  }

  @Inject Invoker invoker;
  @Inject Ordering ordering;
  @Inject Barred barred;
  @Inject RelayWorld world;
  @Inject MeterRegistry metrics;
  @Inject InMemorySpanExporter spans;
  @Inject @Readiness HealthCheck readiness;

  private ExecutorService threads;

  @BeforeEach
  void start() {
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void theCallersIdentityIsOnTheHandlersThread() throws Exception {
    assertThat(answer("money", "\"x\"", TELLER)).isEqualTo("\"ada7x\"");
  }

  /** No peer is there: whoever may not call is not kept waiting for one. */
  @Test
  void whoMayNotCallIsToldSoBeforeAnythingElse() throws Exception {
    assertThat(refusal("barred", "[]", null))
        .isEqualTo(error("unauthenticated", "the request does not say, or not well, who calls"));
    assertThat(refusal("barred", "[]", GUEST))
        .isEqualTo(error("forbidden", "the caller may not do this"));
    assertThat(refusal("signed", "\"x\"", null))
        .startsWith("{\"error\":{\"code\":\"unauthenticated\"");
    assertThat(metrics.find("frelay.function.phases").tag("handler", "barred").timers())
        .as("no secret is read for them")
        .isEmpty();
  }

  @Test
  void whatAHandlerCallsMayRefuseToo() throws Exception {
    assertThat(answer("signed", "\"x\"", GUEST))
        .isEqualTo(error("forbidden", "the caller may not do this"));
  }

  @Test
  void theViolationsOfAnInputAreTold() throws Exception {
    String input =
        "{\"lines\":[{\"item\":\"ok\",\"count\":1},{\"item\":\""
            + " \",\"count\":4711}],\"customer\":\"c\"}";
    assertThat(refusal("ordering", input, null))
        .isEqualTo(
            "{\"error\":{\"code\":\"bad_input\",\"message\":\"the input violates 2"
                + " constraints\",\"violations\":[{\"field\":\"lines[1].count\",\"message\":\"must"
                + " be less than or equal to 9\"},{\"field\":\"lines[1].item\",\"message\":\"has to"
                + " be named\"}]}}");
    assertThat(refusal("listing", "[{\"item\":\"ok\",\"count\":10}]", null))
        .contains("\"violations\":[{\"field\":\"[0].count\",");
    String good = "{\"lines\":[{\"item\":\"ok\",\"count\":1}],\"customer\":\"c\"}";
    assertThat(answer("ordering", good, null)).isEqualTo("\"c\"");
  }

  @Test
  void theViolationsOfElementsAreTold() throws Exception {
    assertThat(refusal("elements", "[{\"item\":\"ok\",\"count\":10}]", null))
        .contains("\"violations\":[{\"field\":\"[0].count\",");
    assertThat(refusal("values", "{\"a\":[\"ok\",\"\"]}", null))
        .contains("\"violations\":[{\"field\":\"[a][1]\",");
    assertThat(refusal("tagging", "{\"tags\":[\"ok\",\" \"]}", null))
        .contains("\"violations\":[{\"field\":\"tags[1]\",");
  }

  @Test
  void aBeanThatCannotBeMadeIsNamedByWhatItFailedOf() throws Exception {
    assertThat(refusal("unmade", "\"x\"", null))
        .isEqualTo(
            error(
                "handler_failed",
                "the handler failed with IllegalStateException; the function's log says why"));
  }

  /** They are asked about another framework's function too, before any peer is met. */
  @Test
  void theGuardsAreAskedAboutACall() throws Exception {
    Call<Order> call =
        new Call<>(Meeting.of("t", "1").within(Duration.ofMillis(300)), new Order(List.of(), ""));
    assertThat(called(ordering, call)).contains("\"violations\":[{\"field\":\"customer\",");
    assertThat(called(barred, new Call<>(Meeting.of("t", "1"), "x")))
        .startsWith("{\"error\":{\"code\":\"unauthenticated\"");
  }

  private <I> String called(PeerHandler<I, String> handler, Call<I> call) throws Exception {
    return threads
        .submit(
            () -> {
              try {
                return invoker.call(handler, call);
              } catch (FunctionException e) {
                return e.toString();
              }
            })
        .get();
  }

  @Test
  void invocationsAreCountedByHandlerAndOutcome() throws Exception {
    String unused = refusal("ordering", "{\"lines\":[],\"customer\":\"\"}", null);
    Timer refused = timer("frelay.function.invocations", "outcome", "bad_input");
    assertThat(refused.count()).isPositive();
    String done = answer("ordering", "{\"lines\":[],\"customer\":\"c\"}", null);
    assertThat(done).isEqualTo("\"c\"");
    assertThat(timer("frelay.function.invocations", "outcome", "done").count()).isPositive();
    for (String phase : List.of("secrets", "peers", "handler")) {
      assertThat(timer("frelay.function.phases", "phase", phase).count()).as(phase).isPositive();
    }
    Gauge expiry =
        metrics.get("frelay.credentials.expiry.timestamp").tag("of", "party_cert").gauge();
    assertThat(expiry.value()).isGreaterThan((double) Instant.now().getEpochSecond());
  }

  private Timer timer(String name, String label, String value) {
    return metrics.get(name).tag("handler", "ordering").tag(label, value).timer();
  }

  @Test
  void spansGoToTheApplicationsExporter() throws Exception {
    spans.reset();
    String unused = answer("ordering", "{\"lines\":[],\"customer\":\"c\"}", null);
    assertThat(spans.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactlyInAnyOrder("invoke ordering", "secrets", "meet 1", "handle ordering");
  }

  @Test
  void theApplicationIsReadyWithItsSecrets() {
    HealthCheckResponse response = readiness.call();
    assertThat(response.getName()).isEqualTo("Frelay secrets");
    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }

  private static String error(String code, String message) {
    return "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
  }

  private String refusal(String handler, String input, Caller caller) throws Exception {
    return invoked(handler, input, caller).get();
  }

  /** With a peer that comes. */
  private String answer(String handler, String input, Caller caller) throws Exception {
    Future<String> answer = invoked(handler, input, caller);
    world.comeAndGo();
    return answer.get();
  }

  /** On a thread of its own: the test's has a request scope already. */
  private Future<String> invoked(String handler, String input, Caller caller) {
    Request request =
        new Request(
            input.getBytes(UTF_8),
            new Meeting(handler, "t", List.of("1"), null),
            Optional.empty(),
            HttpHeaders.NONE,
            Origin.of("r", Optional.ofNullable(caller)));
    return threads.submit(
        () -> {
          try {
            return new String(invoker.invoke(request), UTF_8);
          } catch (FunctionException e) {
            return e.toString();
          }
        });
  }
}
