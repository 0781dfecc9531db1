package io.frelay.function.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Request;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application may do with handlers, in Quarkus itself. */
@Timeout(60)
class ApplicationTest {
  @RegisterExtension static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest();

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

  /** What several handlers have in common. */
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

  /** A relay, and this function as party 0. */
  @Singleton
  static class World {
    private final TestWorld certificates = new TestWorld();
    private final PairingRelay relay = new PairingRelay(certificates);

    World() throws Exception {}

    PartySource party(String name) throws Exception {
      Map<String, String> environment = new HashMap<>(certificates.environment(name));
      environment.put("RELAY", relay.address().toString());
      return PartySource.of(environment);
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    PartySource self() throws Exception {
      return party("0");
    }

    @PreDestroy
    void close() throws IOException {
      relay.close();
    }
  }

  @Inject Invoker invoker;
  @Inject World world;

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

  /** On a thread of its own: the test's has a request scope already. */
  private String invoked(String handler, String input) throws Exception {
    Request request =
        Request.of(
            "{\"frelay\":{\"handler\":\"%s\",\"peers\":[\"1\"],\"tag\":\"t\"},\"input\":%s}"
                .formatted(handler, input)
                .getBytes(UTF_8));
    Future<byte[]> answer = threads.submit(() -> invoker.invoke(request));
    Party one = world.party("1").current();
    FrelayClient client = new FrelayClient(one.relays(), one.credentials());
    Callable<Void> peer =
        () -> {
          client.connect("0", "t", Duration.ofSeconds(30)).close();
          return null;
        };
    Future<Void> met = threads.submit(peer);
    String output = new String(answer.get(), UTF_8);
    met.get();
    return output;
  }
}
