package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.function.Call;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.SessionPurpose;
import io.frelay.function.secrets.PartySource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Invokers of parties that meet at one relay. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InvokerParties {
  /** Tells every peer its input and returns what they told, in order. */
  static final PeerHandler<String, String> TELL =
      (input, peers) -> {
        for (String name : peers.names()) {
          peers.get(name).messages().send((peers.self() + input).getBytes(UTF_8));
        }
        StringBuilder told = new StringBuilder();
        for (String name : peers.names()) {
          told.append(hear(peers, name)).append(' ');
        }
        return told.toString();
      };

  private static final ObjectMapper JSON = new ObjectMapper();

  final TestWorld world = new TestWorld();
  @AutoClose final PairingRelay relay = new PairingRelay(world);

  /** As {@link #TELL}, each a class of its own. */
  static class Sum implements PeerHandler<Object, Object> {
    @Override
    public Object handle(Object input, Peers peers) throws Exception {
      return TELL.handle((String) input, peers);
    }
  }

  static final class Mean extends Sum {}

  @SessionPurpose("training")
  static class Train extends Sum {}

  @SessionPurpose("training")
  static final class Aggregate extends Train {}

  private static final Handlers HANDLERS =
      Handlers.of(
          new Handlers.Handler("sum", new Sum(), null),
          new Handlers.Handler("mean", new Mean(), null),
          new Handlers.Handler("train", new Train(), null),
          new Handlers.Handler("aggregate", new Aggregate(), null));

  static String hear(Peers peers, String name) throws IOException {
    return new String(peers.get(name).messages().receive().orElseThrow(), UTF_8);
  }

  Invoker party(String name) {
    return party(name, Map.of());
  }

  Invoker party(String name, Map<String, String> more) {
    return invoker(name, more, HANDLERS, JSON, new FixedConfig(Duration.ofSeconds(20)));
  }

  /** Party 0 with handlers of its own. */
  Invoker zero(ObjectMapper json, Handlers.Handler... handlers) {
    FixedConfig config = new FixedConfig(Duration.ofSeconds(20));
    return invoker("0", Map.of(), Handlers.of(handlers), json, config);
  }

  /** A party whose own relay cannot be reached, and that lets callers choose a real one. */
  Invoker roaming(String name) {
    Optional<List<String>> relays =
        Optional.of(List.of("relay.example:6000", relay.address().toString()));
    FixedConfig.Pins pins =
        new FixedConfig.Pins(Optional.empty(), Optional.empty(), Optional.empty(), relays);
    FixedConfig config = new FixedConfig(Duration.ofSeconds(20), pins);
    return invoker(name, Map.of("RELAY", "127.0.0.1:1"), HANDLERS, JSON, config);
  }

  private Invoker invoker(
      String name,
      Map<String, String> more,
      Handlers handlers,
      ObjectMapper json,
      FixedConfig config) {
    PartySource source = PartySource.of(environment(name, more));
    return new Invoker(handlers, json, config, source, new WarmLinks());
  }

  /** Variables of a party at the relay, but for these. */
  Map<String, String> environment(String name, Map<String, String> more) {
    Map<String, String> environment = world.environment(name);
    environment.put("RELAY", relay.address().toString());
    environment.putAll(more);
    return environment;
  }

  CompletableFuture<String> call(String party, Meeting meeting, String input) {
    return call(party(party), TELL, new Call<>(meeting, input));
  }

  <O> CompletableFuture<O> call(String party, Meeting meeting, PeerHandler<String, O> handler) {
    return call(party(party), handler, new Call<>(meeting, ""));
  }

  static CompletableFuture<String> call(Invoker party, Call<String> call) {
    return call(party, TELL, call);
  }

  static <I, O> CompletableFuture<O> call(Invoker party, PeerHandler<I, O> handler, Call<I> call) {
    return inBackground(() -> party.call(handler, call));
  }

  /** Does it on a thread of its own, which does not keep the process from ending. */
  static <T> CompletableFuture<T> inBackground(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(work.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** How party 0 fails. */
  FunctionException failure(Meeting meeting, PeerHandler<String, ?> handler) throws Exception {
    return failure(call("0", meeting, handler));
  }

  FunctionException failure(Meeting meeting, String input) throws Exception {
    return failure(call("0", meeting, input));
  }

  static FunctionException failure(CompletableFuture<?> call) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    call.handle((answer, e) -> thrown.getAndSet(e)).get(30, TimeUnit.SECONDS);
    return (FunctionException) thrown.get();
  }

  /** Returns once a call is over, however it ended. */
  static void awaitEnd(CompletableFuture<?> call) throws Exception {
    call.handle((answer, e) -> e).get();
  }
}
