package io.frelay.function.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.function.Caller;
import io.frelay.function.InvocationContext;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.HttpHeaders;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
import io.frelay.function.runtime.Request;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Use of handlers by an application, in Quarkus itself. */
@Timeout(60)
class ApplicationTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest().withApplicationRoot(jar -> jar.addClass(RelayWorld.class));

  /** An application's own kind of handler. */
  interface OfTexts extends PeerHandler<String, String> {}

  /** No annotation, and its interface is not the runtime's own. */
  static class Counting implements OfTexts {
    @Inject Counter counter;

    @Override
    public String handle(String input, Peers peers) {
      return input + counter.next();
    }
  }

  /** Base of several handlers. */
  abstract static class Common<T> implements PeerHandler<List<T>, String> {}

  @ApplicationScoped
  @Named("other")
  static class Scoped extends Common<Integer> {
    @Override
    public String handle(List<Integer> input, Peers peers) {
      return "";
    }
  }

  /** No bean: made by hand around a handler. */
  static class Wrapped<I, O> implements PeerHandler<I, O> {
    private final PeerHandler<I, O> inner;

    Wrapped(PeerHandler<I, O> inner) {
      this.inner = inner;
    }

    @Override
    public O handle(I input, Peers peers) throws Exception {
      return inner.handle(input, peers);
    }
  }

  /** No class of their own: their types are their producers'. */
  static class Producers {
    @Produces PeerHandler<List<Integer>, Integer> size = (input, peers) -> input.size();

    @Produces
    PeerHandler<Map<String, Integer>, Uni<Integer>> sum() {
      return (input, peers) ->
          Uni.createFrom().item(input.values().stream().mapToInt(each -> each).sum());
    }
  }

  /** Begins anew with each invocation. */
  @RequestScoped
  static class Counter {
    private int count;

    int next() {
      return ++count;
    }
  }

  /** Asks where it is, and so does what it calls. */
  static class Asking implements PeerHandler<String, List<String>> {
    @Inject Asked asked;
    @Inject InvocationContext invocation;

    @Override
    public List<String> handle(String input, Peers peers) {
      List<String> answer = new ArrayList<>(asked.tell());
      answer.add(
          invocation.remaining().compareTo(peers.remaining().plusMillis(1)) < 0
              ? "in time"
              : "late");
      return answer;
    }
  }

  @ApplicationScoped
  static class Asked {
    @Inject InvocationContext invocation;

    List<String> tell() {
      return List.of(
          invocation.handler(),
          invocation.tag(),
          String.join(",", invocation.peers()),
          invocation.requestId().orElse("none"),
          invocation.header("X-COLOUR").orElse("none"),
          invocation.caller().map(Caller::name).orElse("nobody"),
          invocation.traceParent().orElse("none"));
    }
  }

  @Inject Invoker invoker;
  @Inject RelayWorld world;
  @Inject InvocationContext outside;

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
  void aHandlerOfAnInterfaceOfItsOwnHasARequestScopeForEachInvocation() throws Exception {
    assertThat(invoked("counting", "\"a\"")).isEqualTo("\"a1\"");
    assertThat(invoked("counting", "\"a\"")).isEqualTo("\"a1\"");
  }

  @Test
  void handlersAreTheClassesThatLeaveNoTypeOpen() {
    assertThat(invoker.has("other")).isTrue();
    assertThat(invoker.has("scoped")).isFalse();
    assertThat(invoker.has("wrapped")).isFalse();
    assertThat(invoker.has("common")).isFalse();
  }

  @Test
  void aProducedHandlerHasTheNameAndTheTypesOfItsProducer() throws Exception {
    assertThat(invoked("size", "[1,2,3]")).isEqualTo("3");
    assertThat(invoked("sum", "{\"a\":1,\"b\":2}")).isEqualTo("3");
  }

  @Test
  void aHandlerAndWhatItCallsCanAskForTheInvocation() throws Exception {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    HttpHeaders headers =
        HttpHeaders.ofBytes(
            Map.of(
                "x-colour", List.of("gr\u00c3\u00bcn"), // ISO-8859-1 of UTF-8, as servers have it
                "traceparent", List.of(trace),
                "x-ms-client-principal-name", List.of("forged"),
                "authorization", List.of("Bearer a.b.c")));
    Origin origin = Origin.of("request-1", Optional.empty());
    assertThat(invoked("asking", "\"\"", headers, origin))
        .isEqualTo(
            "[\"asking\",\"t\",\"1\",\"request-1\",\"grün\",\"nobody\",\"%s\",\"in time\"]"
                .formatted(trace));
    Caller caller = new Caller("ada", "iam", Set.of(), Map.of());
    assertThat(invoked("asking", "\"\"", HttpHeaders.NONE, Origin.of(null, Optional.of(caller))))
        .isEqualTo("[\"asking\",\"t\",\"1\",\"none\",\"none\",\"ada\",\"none\",\"in time\"]");
  }

  @Test
  void outsideAnInvocationThereIsNothingToAskFor() {
    assertThatThrownBy(() -> outside.handler()).isInstanceOf(ContextNotActiveException.class);
    assertThatThrownBy(this::inARequestScope)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no invocation in this request scope");
  }

  private String inARequestScope() {
    ManagedContext scope = Arc.container().requestContext();
    scope.activate();
    try {
      return outside.handler();
    } finally {
      scope.terminate();
    }
  }

  private String invoked(String handler, String input) throws Exception {
    return invoked(handler, input, HttpHeaders.NONE, Origin.UNKNOWN);
  }

  /** On a thread of its own: the test's has a request scope already. */
  private String invoked(String handler, String input, HttpHeaders headers, Origin origin)
      throws Exception {
    byte[] body =
        "{\"frelay\":{\"handler\":\"%s\",\"peers\":[\"1\"],\"tag\":\"t\"},\"input\":%s}"
            .formatted(handler, input)
            .getBytes(UTF_8);
    Request request = new Request(body, Meeting.DEFAULT, Optional.empty(), headers, origin);
    Future<byte[]> answer = threads.submit(() -> invoker.invoke(request));
    Callable<Void> peer =
        () -> {
          world.comeAndGo();
          return null;
        };
    Future<Void> met = threads.submit(peer);
    String output = new String(answer.get(), UTF_8);
    met.get();
    return output;
  }
}
