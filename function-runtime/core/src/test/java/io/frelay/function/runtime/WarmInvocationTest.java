package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.client.Deadline;
import io.frelay.client.FrelayClient;
import io.frelay.client.Messages;
import io.frelay.client.PairingRelay;
import io.frelay.client.PeerConnection;
import io.frelay.client.TestWorld;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.KeepWarm;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import io.frelay.function.runtime.warm.Warmth;
import io.frelay.function.secrets.Party;
import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.SecretsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invocations of handlers that keep their connections warm, over real TLS. */
@Timeout(60)
class WarmInvocationTest {
  private static final TestWorld world = new TestWorld();

  @AutoClose("shutdownNow")
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final Map<String, Party> parties = new ConcurrentHashMap<>();
  @AutoClose private final PairingRelay relay = new PairingRelay(world);
  private final Instance zero = instance("0");
  private final Instance one = instance("1");

  /** One instance of a function. */
  private record Instance(Invoker invoker, WarmLinks warm) {}

  /** Waits for the peer as long as it takes. */
  @KeepWarm(patience = "20s")
  private static class Patient implements PeerHandler<String, String> {
    private final PeerHandler<String, String> code;

    Patient(PeerHandler<String, String> code) {
      this.code = code;
    }

    @Override
    public String handle(String input, Peers peers) throws Exception {
      return code.handle(input, peers);
    }
  }

  /** Soon goes to the relay instead. */
  @KeepWarm(patience = "50ms")
  private static final class Brisk extends Patient {
    Brisk(PeerHandler<String, String> code) {
      super(code);
    }
  }

  private static final Patient TELL = new Patient(WarmInvocationTest::tell);
  private static final Brisk BRISK = new Brisk(WarmInvocationTest::tell);

  private Instance instance(String party) {
    return instance(world.environment(party), Handlers.of());
  }

  private Instance instance(Map<String, String> secrets, Handlers handlers) {
    Map<String, String> environment = new HashMap<>(secrets);
    environment.put("RELAY", relay.address().toString());
    WarmLinks warm = new WarmLinks();
    FixedConfig config = new FixedConfig(Duration.ofSeconds(45));
    PartySource party = PartySource.of(environment);
    return new Instance(new Invoker(handlers, new ObjectMapper(), config, party, warm), warm);
  }

  private static Messages only(Peers peers) {
    return peers.get(peers.names().get(0)).messages();
  }

  private static String tell(String input, Peers peers) throws IOException {
    only(peers).send(input.getBytes(UTF_8));
    return new String(only(peers).receive().orElseThrow(), UTF_8);
  }

  private Future<String> call(
      Instance instance, PeerHandler<String, String> handler, String peer, String tag, String in) {
    Callable<String> call =
        () -> instance.invoker().call(handler, new Call<>(Meeting.of(tag, peer), in));
    return threads.submit(call);
  }

  private static <T> T get(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(50, TimeUnit.SECONDS);
  }

  /** Both tell each other something that no other round tells. */
  private void round(Instance first, Instance second, PeerHandler<String, String> handler, int nth)
      throws Exception {
    round(first, second, handler, "t", nth);
  }

  private void round(
      Instance first, Instance second, PeerHandler<String, String> handler, String tag, int nth)
      throws Exception {
    Future<String> answer = call(first, handler, "1", tag, "zero" + nth);
    assertThat(get(call(second, handler, "0", tag, "one" + nth))).isEqualTo("zero" + nth);
    assertThat(get(answer)).isEqualTo("one" + nth);
  }

  @Test
  void oneSessionServesManyInvocations() throws Exception {
    for (int i = 0; i < 10; i++) {
      round(zero, one, TELL, i);
    }
    assertThat(relay.sessions()).isEqualTo(1);
  }

  @Test
  void oneSessionServesInvocationsWithNamedStreams() throws Exception {
    Patient handler =
        new Patient(
            (input, peers) -> {
              PeerStream peer = peers.get(peers.names().get(0));
              peer.stream("unused").out().write(1);
              Messages named = peer.stream("named").messages();
              named.send(input.getBytes(UTF_8));
              return new String(named.receive().orElseThrow(), UTF_8);
            });
    for (int i = 0; i < 5; i++) {
      round(zero, one, handler, i);
    }
    assertThat(relay.sessions()).isEqualTo(1);
  }

  /** The first use says which session it is, before anything of it is given out. */
  @Test
  void aRelayThatSwapsTwoSessionsIsFoundOut() throws Exception {
    relay.swap(true);
    Future<String> salaries = call(zero, TELL, "1", "salaries", "secret");
    relay.awaitWaiter();
    assertWrongSession(call(one, TELL, "0", "cafeteria", "soup"));
    assertWrongSession(salaries);
    relay.swap(false);
    round(zero, one, TELL, 1);
    round(zero, one, TELL, 2);
  }

  /** It was confirmed for another handler. */
  @Test
  void aConnectionThatIsKeptServesTheHandlerItWasMadeForOnly() throws Exception {
    Handlers both =
        Handlers.of(
            new Handlers.Handler("sum", anyOf(TELL), null),
            new Handlers.Handler("mean", anyOf(BRISK), null));
    Instance bothOfZero = instance(world.environment("0"), both);
    Instance bothOfOne = instance(world.environment("1"), both);
    round(bothOfZero, bothOfOne, TELL, 0);
    round(bothOfZero, bothOfOne, BRISK, 1);
    round(bothOfZero, bothOfOne, TELL, 2);
    assertThat(relay.sessions()).isEqualTo(2);
    assertWrongSession(
        call(bothOfZero, TELL, "1", "another", ""), call(bothOfOne, BRISK, "0", "another", ""));
  }

  @SuppressWarnings("unchecked") // of no matter here
  private static PeerHandler<Object, Object> anyOf(PeerHandler<?, ?> handler) {
    return (PeerHandler<Object, Object>) handler;
  }

  @SafeVarargs
  private static void assertWrongSession(Future<String>... calls) {
    for (Future<String> each : calls) {
      assertThatThrownBy(() -> get(each))
          .cause()
          .isInstanceOfSatisfying(
              FunctionException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_SESSION));
    }
  }

  @Test
  void aHandlerMaySendMuchAndEndItsDirectionEveryTime() throws Exception {
    byte[] much = new byte[1_000_001];
    PeerHandler<String, String> exchange =
        (input, peers) -> {
          String peer = peers.names().get(0);
          Future<Integer> read = threads.submit(() -> peers.get(peer).in().readAllBytes().length);
          peers.get(peer).out().write(much);
          peers.get(peer).finish();
          return String.valueOf(get(read));
        };
    for (int i = 0; i < 3; i++) {
      Future<String> answer = call(zero, new Patient(exchange), "1", "t", "");
      assertThat(get(call(one, new Patient(exchange), "0", "t", ""))).isEqualTo("1000001");
      assertThat(get(answer)).isEqualTo("1000001");
    }
    assertThat(relay.sessions()).isEqualTo(1);
  }

  @Test
  void whatAHandlerLeavesUnreadIsNotTheNextOnes() throws Exception {
    PeerHandler<String, String> chatty =
        (input, peers) -> {
          String told = tell(input, peers);
          only(peers).send(new byte[100_000]);
          peers.get(peers.names().get(0)).in().read(new byte[10]); // and leaves a frame half read
          return told;
        };
    for (int i = 0; i < 5; i++) {
      round(zero, one, new Patient(chatty), i);
    }
    assertThat(relay.sessions()).isEqualTo(1);
  }

  @Test
  void tooMuchLeftUnreadEndsTheConnection() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    PeerHandler<String, String> flood =
        (input, peers) -> {
          tell(input, peers);
          told.countDown();
          while (true) {
            peers.get("0").out().write(new byte[1 << 16]); // ends by failing only
          }
        };
    Future<String> flooding = call(one, new Patient(flood), "0", "t", "a");
    assertThat(get(call(zero, TELL, "1", "t", "b"))).isEqualTo("a");
    told.await();
    Future<String> again = call(zero, BRISK, "1", "t", "c");
    assertThatThrownBy(() -> get(flooding)).hasMessageContaining("has closed the session");
    assertThat(get(call(one, BRISK, "0", "t", "d"))).isEqualTo("c");
    assertThat(get(again)).isEqualTo("d");
    assertThat(relay.sessions()).isEqualTo(2);
  }

  @Test
  void aPeerThatWasRestartedIsMetAnew() throws Exception {
    round(zero, one, TELL, 0);
    one.warm().close(); // what the end of the process does too
    round(zero, instance("1"), TELL, 1);
    assertThat(relay.sessions()).isEqualTo(2);
  }

  /** Between two invocations and within each. The session's own tag is where they meet again. */
  @Test
  void whatIsCutServesTheNextInvocationAllTheSame() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2, relay::cut);
    PeerHandler<String, String> cut =
        (input, peers) -> {
          String told = tell(input, peers);
          both.await();
          return told + tell(input, peers);
        };
    for (int i = 0; i < 6; i++) {
      Future<String> answer = call(zero, new Patient(cut), "1", "t", "zero" + i);
      assertThat(get(call(one, new Patient(cut), "0", "t", "one" + i)))
          .isEqualTo("zero" + i + "zero" + i);
      assertThat(get(answer)).isEqualTo("one" + i + "one" + i);
      relay.cut();
    }
    assertThat(relay.joined("t")).isEqualTo(1);
  }

  /** An instance of the release before, which offers the protocol that was its own. */
  @Test
  void aPeerThatKnowsTheFormerProtocolIsServedAsAlways() throws Exception {
    for (boolean resumes : new boolean[] {true, false}) {
      Future<String> answer = call(zero, TELL, "1", "t" + resumes, "zero");
      FrelayClient.Builder options =
          FrelayClient.builder().applicationProtocols(List.of("frelay-warm/1"));
      FrelayClient former =
          world.client("1", relay.address(), resumes ? options : options.withoutResumption());
      try (PeerConnection peer = former.connect("0", "t" + resumes, Duration.ofSeconds(20))) {
        assertThat(peer.facts().endToEnd().applicationProtocol())
            .isEqualTo(resumes ? "frelay/2" : "");
        peer.messages().send("one".getBytes(UTF_8));
        assertThat(peer.messages().receive().orElseThrow()).asString().isEqualTo("zero");
      }
      assertThat(get(answer)).isEqualTo("one");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerOnAnotherInstanceIsMetAtTheRelay(boolean leads) throws Exception {
    Instance waiter = leads ? zero : one; // the TLS client, so the one who asks later on
    Future<String> waiting = call(waiter, BRISK, leads ? "1" : "0", "t", "a");
    relay.awaitWaiter();
    get(call(leads ? one : zero, BRISK, leads ? "0" : "1", "t", "b"));
    get(waiting);

    round(zero, instance("1"), BRISK, 1); // the former instance lives on, with the connection
    assertThat(relay.sessions()).isEqualTo(2);
  }

  @Test
  void invocationsAtTheSameTimeHaveConnectionsOfTheirOwn() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    PeerHandler<String, String> late =
        (input, peers) -> {
          inside.countDown();
          go.await();
          return tell(input, peers);
        };
    Future<String> zeroFirst = call(zero, new Patient(late), "1", "t", "zero first");
    Future<String> oneFirst = call(one, new Patient(late), "0", "t", "one first");
    inside.await();
    round(zero, one, TELL, 1);
    assertThat(relay.sessions()).isEqualTo(2);
    round(zero, one, TELL, 2);
    assertThat(relay.sessions()).isEqualTo(2);
    go.countDown();
    assertThat(get(zeroFirst)).isEqualTo("one first");
    assertThat(get(oneFirst)).isEqualTo("zero first");
  }

  @Test
  void tagsHaveConnectionsOfTheirOwn() throws Exception {
    for (int i = 0; i < 4; i++) {
      round(zero, one, TELL, "t" + i % 2, i);
    }
    assertThat(relay.sessions()).isEqualTo(2);
  }

  @Test
  void aPeerThatDoesNotKeepItIsServedAsAlways() throws Exception {
    for (int i = 0; i < 4; i++) {
      Future<String> answer = call(zero, TELL, "1", "t", "zero" + i);
      if (i % 2 == 0) {
        relay.awaitWaiter(); // in turn client and server
      }
      assertThat(get(call(one, WarmInvocationTest::tell, "0", "t", "one" + i)))
          .isEqualTo("zero" + i);
      assertThat(get(answer)).isEqualTo("one" + i);
    }
    assertThat(relay.sessions()).isEqualTo(4);
  }

  @Test
  void anInvocationThatFailsKeepsNothing() throws Exception {
    Future<String> peer = call(one, TELL, "0", "t", "x");
    Future<String> failing =
        call(
            zero,
            new Patient(
                (input, peers) -> {
                  tell(input, peers);
                  throw new IllegalStateException("on purpose");
                }),
            "1",
            "t",
            "y");
    assertThat(get(peer)).isEqualTo("y");
    assertThatThrownBy(() -> get(failing)).hasMessageContaining("IllegalStateException");
    round(zero, one, TELL, 1);
    assertThat(relay.sessions()).isEqualTo(2);
  }

  @Test
  void aThreadThatAHandlerLeavesBehindReadsNothingOfTheNext() throws Exception {
    CompletableFuture<Future<Integer>> left = new CompletableFuture<>();
    PeerHandler<String, String> leaving =
        (input, peers) -> {
          String told = tell(input, peers);
          InputStream in = peers.get("1").in();
          left.complete(threads.submit(() -> in.read()));
          return told;
        };
    Future<String> first = call(zero, new Patient(leaving), "1", "t", "a");
    assertThat(get(call(one, TELL, "0", "t", "b"))).isEqualTo("a");
    assertThat(get(first)).isEqualTo("b");
    round(zero, one, TELL, 1);
    try {
      assertThat(get(get(left))).isEqualTo(-1); // the end of its own use
    } catch (ExecutionException e) {
      assertThat(e).hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void changedSecretsMakeConnectionsOfTheirOwn(@TempDir Path folder) throws Exception {
    Map<String, String> secrets = new HashMap<>(world.environment("0"));
    Path file = Files.writeString(folder.resolve("user-ca"), secrets.remove("USER_CA"));
    secrets.put("USER_CA_FILE", file.toString());
    Instance changing = instance(secrets, Handlers.of());
    Instance one = instance("1");
    round(changing, one, BRISK, 0);
    Files.writeString(file, "renewed\n" + Files.readString(file));
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    round(changing, one, BRISK, 1);
    assertThat(relay.sessions()).isEqualTo(2);
  }

  @Test
  void aConnectionThatIsBackInThePoolIsNotCutAnyMore() throws Exception {
    for (int i = 0; i < 2; i++) {
      Future<Link> other = threads.submit(() -> link(one, "1", "0"));
      Link own = link(zero, "0", "1");
      Future<?> released = threads.submit(get(other)::release);
      own.release();
      get(released);
      own.abort(); // as by a time limit that passes just then
    }
    assertThat(relay.sessions()).isEqualTo(1);
  }

  private Link link(Instance instance, String self, String peer) throws Exception {
    Map<String, String> environment = new HashMap<>(world.environment(self));
    environment.put("RELAY", relay.address().toString());
    Warmth warmth = new Warmth(Duration.ofSeconds(60), Duration.ofSeconds(20));
    Party party = parties.computeIfAbsent(self, name -> party(environment));
    return instance
        .warm()
        .connector(party, party.client(), "t", "", warmth)
        .connect(peer, Deadline.in(Duration.ofSeconds(45)));
  }

  private static Party party(Map<String, String> environment) {
    try {
      return PartySource.of(environment).current();
    } catch (SecretsException e) {
      throw new IllegalStateException(e);
    }
  }
}
