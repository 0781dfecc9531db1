package io.frelay.function.runtime;

import static io.frelay.client.group.Elements.LONGS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.client.group.Group;
import io.frelay.function.BadInputException;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.SessionPurpose;
import io.frelay.function.secrets.PartySource;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InvokerTest {
  private static final TestWorld world = new TestWorld();
  @AutoClose private static final PairingRelay relay = new PairingRelay(world);

  /** Tells every peer its input and returns what they told, in order. */
  private static final PeerHandler<String, String> TELL =
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

  /** As {@link #TELL}, each a class of its own. */
  private static class Sum implements PeerHandler<Object, Object> {
    @Override
    public Object handle(Object input, Peers peers) throws Exception {
      return TELL.handle((String) input, peers);
    }
  }

  private static final class Mean extends Sum {}

  @SessionPurpose("training")
  private static class Train extends Sum {}

  @SessionPurpose("training")
  private static final class Aggregate extends Train {}

  private static final Handlers HANDLERS =
      Handlers.of(
          new Handlers.Handler("sum", new Sum(), null),
          new Handlers.Handler("mean", new Mean(), null),
          new Handlers.Handler("train", new Train(), null),
          new Handlers.Handler("aggregate", new Aggregate(), null));

  private static String hear(Peers peers, String name) throws IOException {
    return new String(peers.get(name).messages().receive().orElseThrow(), UTF_8);
  }

  private static Invoker party(String name, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(world.environment(name));
    environment.put("RELAY", relay.address().toString());
    environment.putAll(more);
    return new Invoker(
        HANDLERS,
        new ObjectMapper(),
        new FixedConfig(Duration.ofSeconds(20)),
        PartySource.of(environment),
        new WarmLinks());
  }

  /** A party whose own relay cannot be reached, and that lets callers choose a real one. */
  private static Invoker roaming(String name) throws Exception {
    Map<String, String> environment = new HashMap<>(world.environment(name));
    environment.put("RELAY", "127.0.0.1:1");
    List<String> relays = List.of("relay.example:6000", relay.address().toString());
    FixedConfig.Pins pins =
        new FixedConfig.Pins(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(relays));
    return new Invoker(
        HANDLERS,
        new ObjectMapper(),
        new FixedConfig(Duration.ofSeconds(20), pins),
        PartySource.of(environment),
        new WarmLinks());
  }

  @Test
  void aRequestMayNameARelayThatTheOwnerAllows() throws Exception {
    String address = relay.address().toString().toUpperCase(Locale.ROOT);
    CompletableFuture<String> zero =
        call(roaming("0"), new Call<>(new Meeting(null, "r", List.of("1"), null, address), "a"));
    CompletableFuture<String> one =
        call(party("1", Map.of()), new Call<>(Meeting.of("r", "0"), "b"));
    assertThat(zero.get()).isEqualTo("1b ");
    assertThat(one.get()).isEqualTo("0a ");
  }

  @Test
  void aCallWithoutPeersNeedsNoRelay() throws Exception {
    CompletableFuture<String> alone =
        call(
            roaming("0"),
            (input, peers) ->
                input + peers.self() + peers.tag() + peers.names() + peers.group().members(),
            new Call<>(Meeting.of("t"), "i"));
    assertThat(alone.get()).isEqualTo("i0t[][0]");
  }

  private static CompletableFuture<String> call(Invoker party, Call<String> call) {
    return call(party, TELL, call);
  }

  private static <I, O> CompletableFuture<O> call(
      Invoker party, PeerHandler<I, O> handler, Call<I> call) {
    CompletableFuture<O> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(party.call(handler, call));
              } catch (FunctionException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  private static FunctionException failure(CompletableFuture<?> call) throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    call.handle((answer, e) -> thrown.getAndSet(e)).get(30, TimeUnit.SECONDS);
    return (FunctionException) thrown.get();
  }

  /** The requests name the peers in different orders; the ranks are those of the names. */
  @Test
  void aHandlersPeersAreAGroup() throws Exception {
    PeerHandler<String, String> handler =
        (input, peers) -> {
          Group group = peers.group();
          long sum = group.allReduce(new long[] {Long.parseLong(peers.self()) + 1}, LONGS.sum())[0];
          peers.group().barrier();
          return group.rank()
              + " of "
              + group.members()
              + ": "
              + sum
              + " "
              + TELL.handle("", peers);
        };
    Invoker[] parties = {party("0", Map.of()), party("1", Map.of()), party("2", Map.of())};
    for (String tag : List.of("group", "group", "")) { // one after the other: also with one tag
      CompletableFuture<String> zero =
          call(parties[0], handler, new Call<>(Meeting.of(tag, "2", "1"), ""));
      CompletableFuture<String> one =
          call(parties[1], handler, new Call<>(Meeting.of(tag, "0", "2"), ""));
      CompletableFuture<String> two =
          call(parties[2], handler, new Call<>(Meeting.of(tag, "0", "1"), ""));
      assertThat(zero.get()).isEqualTo("0 of [0, 1, 2]: 6 2 1 ");
      assertThat(one.get()).isEqualTo("1 of [0, 1, 2]: 6 0 2 ");
      assertThat(two.get()).isEqualTo("2 of [0, 1, 2]: 6 0 1 ");
    }
  }

  @Test
  void aPartyWhoseHandlerLeavesTheGroupIsNamed() throws Exception {
    PeerHandler<String, String> leaves =
        (input, peers) -> {
          peers.group().barrier();
          return "";
        };
    PeerHandler<String, String> goesOn =
        (input, peers) -> {
          peers.group().barrier();
          peers.group().barrier();
          return "";
        };
    Meeting meeting = Meeting.of("leaves", "0", "1");
    CompletableFuture<String> one = call(party("1", Map.of()), leaves, new Call<>(meeting, ""));
    FunctionException failure =
        failure(call(party("0", Map.of()), goesOn, new Call<>(meeting, "")));
    assertThat(one.get()).isEmpty();
    assertThat(failure.code()).isEqualTo(ErrorCode.PEER_LOST);
    assertThat(failure.peer()).contains("1");
    assertThat(failure.getMessage()).contains("\"leaves\": 1 has closed it");
  }

  /** It never asks for the group, and the other's handler is done when its time is up. */
  @Test
  void aPartyWhoseHandlerKnowsNoGroupIsNamed() throws Exception {
    Meeting meeting = Meeting.of("no group", "0", "1");
    CompletableFuture<String> one = call(party("1", Map.of()), TELL, new Call<>(meeting, ""));
    PeerHandler<String, String> asks = (input, peers) -> Integer.toString(peers.group().size());
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                asks,
                new Call<>(new Meeting(null, "no group", List.of("1"), 2000L), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.PEER_TIMEOUT);
    assertThat(failure.peer()).contains("1");
    one.handle((answer, e) -> e).get();
  }

  @Test
  void threePartiesWithTheSameRequestMeetAndHearEachOther() throws Exception {
    Meeting meeting = Meeting.of("three", "0", "1", "2");
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (String name : List.of("0", "1", "2")) {
      calls.add(call(party(name, Map.of()), new Call<>(meeting, "!")));
    }
    assertThat(calls.get(0).get()).isEqualTo("1! 2! ");
    assertThat(calls.get(1).get()).isEqualTo("0! 2! ");
    assertThat(calls.get(2).get()).isEqualTo("0! 1! ");
  }

  @Test
  void concurrentInvocationsNeverMix() throws Exception {
    Invoker zero = party("0", Map.of());
    Invoker one = party("1", Map.of());
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(call(zero, new Call<>(Meeting.of("mix" + i, "1"), "a" + i)));
      calls.add(call(one, new Call<>(Meeting.of("mix" + i, "0"), "b" + i)));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(calls.get(2 * i).get()).isEqualTo("1b" + i + " ");
      assertThat(calls.get(2 * i + 1).get()).isEqualTo("0a" + i + " ");
    }
  }

  @Test
  void theEnvironmentNamesPeersAndTagByDefault() throws Exception {
    CompletableFuture<String> zero =
        call(party("0", Map.of("DEST", "1", "TAG", "env")), new Call<>(null, "x"));
    call(party("1", Map.of()), new Call<>(Meeting.of("env", "0"), "y"));
    assertThat(zero.get()).isEqualTo("1y ");
  }

  @Test
  void aPeerThatDoesNotComeIsNamedAndTheOthersAreLetGo() throws Exception {
    CompletableFuture<String> other =
        call(party("1", Map.of()), new Call<>(Meeting.of("gone", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                new Call<>(Meeting.of("gone", "1", "2").within(Duration.ofSeconds(4)), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.PEER_TIMEOUT);
    assertThat(failure.peer()).contains("2");
    assertThat(failure).hasMessageContaining("party 2 of user1 did not come");
    assertThat(failure(other).code()).isEqualTo(ErrorCode.PEER_LOST);
  }

  private static CompletableFuture<Object> run(
      String party, PeerHandler<Object, Object> handler, String tag, String peer) throws Exception {
    return call(
        party(party, Map.of()), handler, new Call<>(Meeting.of(tag, peer), (Object) (party + "!")));
  }

  @Test
  void twoHandlersThatWereCalledWithOneTagDoNotHearEachOther() throws Exception {
    CompletableFuture<Object> mean = run("1", new Mean(), "same", "0");
    CompletableFuture<Object> sum = run("0", new Sum(), "same", "1");
    for (CompletableFuture<Object> each : List.of(sum, mean)) {
      FunctionException failure = failure(each);
      assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_SESSION);
      assertThat(failure.code().wireName()).isEqualTo("wrong_session");
    }
    assertThat(failure(sum))
        .hasMessage(
            "party 1 has come to our session (tag 'same') for something else than handler sum;"
                + " begin it for the same at both ends, or give each a tag of its own. Nothing of"
                + " it was given out");
    assertThat(failure(sum).peer()).contains("1");
  }

  @Test
  void theSameHandlerMeetsItselfAndSoDoThoseOfOnePurpose() throws Exception {
    CompletableFuture<Object> sum = run("0", new Sum(), "sum", "1");
    assertThat(run("1", new Sum(), "sum", "0").get(30, TimeUnit.SECONDS)).isEqualTo("00! ");
    assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo("11! ");
    CompletableFuture<Object> train = run("0", new Train(), "train", "1");
    assertThat(run("1", new Aggregate(), "train", "0").get(30, TimeUnit.SECONDS)).isEqualTo("00! ");
    assertThat(train.get(30, TimeUnit.SECONDS)).isEqualTo("11! ");
  }

  @Test
  void theHandlerRunsOutOfTime() throws Exception {
    CompletableFuture<String> peer =
        call(party("1", Map.of()), new Call<>(Meeting.of("slow", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  new CountDownLatch(1).await(); // ends by interrupt only
                  return "";
                },
                new Call<>(Meeting.of("slow", "1").within(Duration.ofSeconds(5)), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure(peer).code()).isEqualTo(ErrorCode.PEER_LOST);
  }

  /** Its thread goes on; the caller is told in time, and the peers are let go. */
  @Test
  void aHandlerThatIgnoresItsInterruptIsNotWaitedFor() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<String> peer =
        call(party("1", Map.of()), new Call<>(Meeting.of("deaf", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  while (end.getCount() > 0) {
                    boolean unused = Thread.interrupted();
                    LockSupport.parkNanos(1_000_000);
                  }
                  return "late";
                },
                new Call<>(Meeting.of("deaf", "1").within(Duration.ofSeconds(3)), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure(peer).code()).isEqualTo(ErrorCode.PEER_LOST);
    end.countDown();
  }

  /** The usual idiom of code that is interrupted; some do it without. */
  @Test
  void anInterruptThatAHandlerLeavesBehindIsNobodys() throws Exception {
    Invoker zero = party("0", Map.of());
    for (int i = 0; i < 3; i++) {
      String tag = "flag" + i;
      CompletableFuture<String> peer =
          call(party("1", Map.of()), new Call<>(Meeting.of(tag, "0"), ""));
      Thread.currentThread().interrupt(); // as whoever had the thread before may leave it
      String answer =
          zero.call(
              (input, peers) -> {
                Thread.currentThread().interrupt();
                return "done";
              },
              new Call<>(Meeting.of(tag, "1"), ""));
      assertThat(answer).isEqualTo("done");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      peer.handle((told, e) -> told).get();
    }
  }

  @Test
  void whatAHandlerWroteArrivesThoughItLeavesAnInterruptBehind() throws Exception {
    byte[] much = new byte[1 << 20];
    CompletableFuture<String> writer =
        call(
            party("0", Map.of()),
            (input, peers) -> {
              peers.get("1").out().write(much);
              Thread.currentThread().interrupt();
              return "written";
            },
            new Call<>(Meeting.of("flag and data", "1"), ""));
    CompletableFuture<Integer> reader =
        call(
            party("1", Map.of()),
            (input, peers) -> peers.get("0").in().readAllBytes().length,
            new Call<>(Meeting.of("flag and data", "0"), ""));
    assertThat(reader.get()).isEqualTo(much.length);
    assertThat(writer.get()).isEqualTo("written");
  }

  @Test
  void anInterruptedHandlerIsNotAStoppingFunction() throws Exception {
    call(party("1", Map.of()), new Call<>(Meeting.of("interrupted", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  throw new InterruptedException();
                },
                new Call<>(Meeting.of("interrupted", "1"), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
  }

  /** The peers are still there when a stage of it uses them. */
  @Test
  void aUniOrAStageIsAwaitedWithThePeersConnected() throws Exception {
    PeerHandler<String, CompletionStage<String>> stage =
        (input, peers) -> CompletableFuture.supplyAsync(() -> told(peers, input));
    PeerHandler<String, Uni<String>> uni =
        (input, peers) ->
            Uni.createFrom()
                .item(() -> told(peers, input))
                .runSubscriptionOn(ForkJoinPool.commonPool());
    CompletableFuture<CompletionStage<String>> zero =
        call(party("0", Map.of()), stage, new Call<>(Meeting.of("later", "1"), "!"));
    CompletableFuture<Uni<String>> one =
        call(party("1", Map.of()), uni, new Call<>(Meeting.of("later", "0"), "?"));
    assertThat(zero.get().toCompletableFuture().getNow(null)).isEqualTo("1? ");
    assertThat(one.get().subscribeAsCompletionStage().getNow(null)).isEqualTo("0! ");
  }

  @Test
  void aStageThatFailsOrIsLateFailsTheInvocation() throws Exception {
    call(party("1", Map.of()), new Call<>(Meeting.of("failing stage", "0"), ""));
    FunctionException failed =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> CompletableFuture.failedStage(new BadInputException("no")),
                new Call<>(Meeting.of("failing stage", "1"), "")));
    assertThat(failed.code()).isEqualTo(ErrorCode.BAD_INPUT);
    CompletableFuture<String> never = new CompletableFuture<>();
    call(party("1", Map.of()), new Call<>(Meeting.of("late stage", "0"), ""));
    FunctionException late =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> never,
                new Call<>(Meeting.of("late stage", "1").within(Duration.ofSeconds(3)), "")));
    assertThat(late.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThatThrownBy(() -> never.get(30, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
  }

  private static String told(Peers peers, String input) {
    try {
      return TELL.handle(input, peers);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aHandlerThatFailsIsToldApartFromALostPeer() throws Exception {
    CompletableFuture<String> peer =
        call(party("1", Map.of()), new Call<>(Meeting.of("fails", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  throw new IllegalStateException("secret");
                },
                new Call<>(Meeting.of("fails", "1"), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
    assertThat(failure)
        .hasMessage("the handler failed with IllegalStateException; the function's log says why");
    FunctionException lost = failure(peer);
    assertThat(lost.code()).isEqualTo(ErrorCode.PEER_LOST);
    assertThat(lost.peer()).contains("0");
  }

  @Test
  void aPeerThatIsLostWhileTheHandlerSkipsIsNamed() throws Exception {
    PeerHandler<String, String> skips =
        (input, peers) -> {
          peers.get("0").in().skipNBytes(1);
          return "";
        };
    CompletableFuture<String> peer =
        call(party("1", Map.of()), skips, new Call<>(Meeting.of("skips", "0"), ""));
    call(
        party("0", Map.of()),
        (input, peers) -> {
          throw new IllegalStateException("on purpose");
        },
        new Call<>(Meeting.of("skips", "1"), ""));
    assertThat(failure(peer).code()).isEqualTo(ErrorCode.PEER_LOST);
  }

  @Test
  void aHandlerMayRefuseItsInputInItsOwnWords() throws Exception {
    call(party("1", Map.of()), new Call<>(Meeting.of("refuses", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  throw new BadInputException("too small");
                },
                new Call<>(Meeting.of("refuses", "1"), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.BAD_INPUT);
    assertThat(failure).hasMessage("too small");
  }

  @Test
  void whatIsWrittenLastArrivesThoughTheHandlerReturns() throws Exception {
    byte[] much = new byte[3 << 20];
    CompletableFuture<String> writer =
        call(
            party("0", Map.of()),
            (input, peers) -> {
              peers.get("1").out().write(much);
              return "written";
            },
            new Call<>(Meeting.of("last", "1"), ""));
    CompletableFuture<Integer> reader =
        call(
            party("1", Map.of()),
            (input, peers) -> peers.get("0").in().readAllBytes().length,
            new Call<>(Meeting.of("last", "0"), ""));
    assertThat(reader.get()).isEqualTo(much.length);
    assertThat(writer.get()).isEqualTo("written");
  }

  @Test
  void senselessSessionsAreRefusedBeforeAnyConnection() throws Exception {
    Invoker zero = party("0", Map.of());
    assertBad(zero, Meeting.DEFAULT, "no peer is named");
    assertBad(zero, Meeting.of("t", "0"), "no peer is named");
    assertBad(zero, Meeting.of("t", "1", "1"), "peer 1 is named twice");
    assertBad(zero, Meeting.of("t", "ä"), "a peer's name is 1 to 64 printable ASCII characters");
    assertBad(zero, Meeting.of("t".repeat(5000), "1"), "the tag cannot be used");
    assertBad(zero, Meeting.of("t", "1").within(Duration.ZERO), "timeoutMs is not positive");
  }

  private static void assertBad(Invoker party, Meeting meeting, String message) {
    assertThatThrownBy(() -> party.call(TELL, new Call<>(meeting, "")))
        .isInstanceOf(FunctionException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.BAD_INPUT));
  }

  /** Keys and rules of gateways are for paths. */
  @Test
  void aHandlerInThePathIsTheOneWhateverTheEnvelopeSays() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Handlers.Handler sum = new Handlers.Handler("sum", new Sum(), json.constructType(String.class));
    Map<String, String> environment = new HashMap<>(world.environment("0"));
    environment.put("RELAY", relay.address().toString());
    Invoker zero =
        new Invoker(
            Handlers.of(sum),
            json,
            new FixedConfig(Duration.ofSeconds(20)),
            PartySource.of(environment),
            new WarmLinks());
    String body = "{\"frelay\":{\"handler\":\"other\",\"peers\":[\"1\",\"1\"]},\"input\":\"x\"}";
    assertThat(refusal(zero, "/sum", body)).isEqualTo(ErrorCode.BAD_INPUT); // a peer twice
    assertThat(refusal(zero, "/", body)).isEqualTo(ErrorCode.UNKNOWN_HANDLER);
    assertThat(refusal(zero, "/mount", body)).isEqualTo(ErrorCode.UNKNOWN_HANDLER);
  }

  private static ErrorCode refusal(Invoker party, String path, String body) {
    HttpHeaders none = HttpHeaders.ofTexts(Map.of());
    HttpInvocation http = new HttpInvocation("POST", path, "/", none, body.getBytes(UTF_8));
    return catchThrowableOfType(FunctionException.class, () -> party.invoke(http, Optional.empty()))
        .code();
  }

  /** The same of a bean, whose constructor or settings may fail or hang: nobody is waited for. */
  @Test
  void aHandlerThatIsNotMadeIsAnAnswerInTime() throws Exception {
    assertThat(notMade(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20))).code())
        .isEqualTo(ErrorCode.TIMEOUT);
    FunctionException failed =
        notMade(
            () -> {
              throw new IllegalStateException("s3cr3t");
            });
    assertThat(failed.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
    assertThat(failed)
        .hasMessage("the handler failed with IllegalStateException; the function's log says why");
  }

  private static FunctionException notMade(Runnable constructor) throws Exception {
    ObjectMapper json = new ObjectMapper();
    Handlers.Handler handler =
        new Handlers.Handler(
            "slow",
            Sum.class,
            () -> {
              constructor.run();
              return new Sum();
            },
            json.constructType(String.class));
    Invoker zero =
        new Invoker(
            Handlers.of(handler),
            json,
            new FixedConfig(Duration.ofSeconds(20)),
            PartySource.of(world.environment("0")),
            new WarmLinks());
    byte[] body = "{\"frelay\":{\"timeoutMs\":200},\"input\":\"x\"}".getBytes(UTF_8);
    return catchThrowableOfType(FunctionException.class, () -> zero.invoke(Request.of(body)));
  }

  /** As an output is whose members are read from the peer only when they are asked for. */
  public record Lazy(Peers peers, boolean isEndless) {
    public String getTold() throws IOException {
      if (isEndless) {
        new Semaphore(0).acquireUninterruptibly();
      }
      return hear(peers, "1");
    }
  }

  @Test
  void anOutputIsWrittenWhileThePeersAreThereAndInTime() throws Exception {
    var unused = call(party("1", Map.of()), new Call<>(Meeting.of("lazy", "0"), "!"));
    assertThat(lazy(false, "lazy", 20_000)).isEqualTo("{\"told\":\"1!\"}");
    unused = call(party("1", Map.of()), new Call<>(Meeting.of("endless", "0"), "!"));
    assertThat(lazy(true, "endless", 2_000)).contains("\"code\":\"timeout\"");
  }

  private static String lazy(boolean isEndless, String tag, long timeoutMs) throws Exception {
    ObjectMapper json = new ObjectMapper().addMixIn(Lazy.class, OfGetters.class);
    PeerHandler<String, Lazy> handler =
        (input, peers) -> {
          peers.get("1").messages().send(new byte[0]);
          return new Lazy(peers, isEndless);
        };
    Map<String, String> environment = new HashMap<>(world.environment("0"));
    environment.put("RELAY", relay.address().toString());
    Invoker zero =
        new Invoker(
            Handlers.of(
                new Handlers.Handler("lazy", handler, json.constructType(String.class)),
                new Handlers.Handler("sum", new Sum(), json.constructType(String.class))),
            json,
            new FixedConfig(Duration.ofSeconds(20)),
            PartySource.of(environment),
            new WarmLinks());
    Meeting meeting = new Meeting("lazy", tag, List.of("1"), timeoutMs);
    try {
      byte[] body = "\"x\"".getBytes(UTF_8);
      return new String(zero.invoke(new Request(body, meeting, Optional.empty())), UTF_8);
    } catch (FunctionException e) {
      return e.toString();
    }
  }

  @JsonIncludeProperties("told")
  private interface OfGetters {}

  /** A failure that nobody has foreseen is an answer like any other, not a platform's own. */
  @Test
  void anInputWhoseOwnReaderFails() throws Exception {
    ObjectMapper json =
        new ObjectMapper()
            .registerModule(
                new SimpleModule()
                    .addDeserializer(
                        Sum.class,
                        new JsonDeserializer<>() {
                          @Override
                          public Sum deserialize(JsonParser in, DeserializationContext context) {
                            throw new IllegalArgumentException("s3cr3t");
                          }
                        }));
    Invoker zero =
        new Invoker(
            Handlers.of(new Handlers.Handler("sum", new Sum(), json.constructType(Sum.class))),
            json,
            new FixedConfig(Duration.ofSeconds(20)),
            PartySource.of(world.environment("0")),
            new WarmLinks());
    assertThatThrownBy(() -> zero.invoke(Request.of("1".getBytes(UTF_8))))
        .isInstanceOf(FunctionException.class)
        .hasMessage(
            "the invocation failed with IllegalArgumentException; the function's log says why");
  }

  @Test
  void badSecretsAreNamed() throws Exception {
    assertThatThrownBy(
            () -> party("0", Map.of("RELAY_KEY", "", "DEST", "1")).call(TELL, new Call<>(null, "")))
        .hasMessageStartingWith("missing: RELAY_KEY;")
        .satisfies(
            e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.BAD_SECRETS));
  }

  @Test
  void anErrorInTheHandlerIsAFailureLikeAnyOther() throws Exception {
    call(party("1", Map.of()), new Call<>(Meeting.of("error", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  throw new StackOverflowError();
                },
                new Call<>(Meeting.of("error", "1"), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
    assertThat(failure).hasMessageStartingWith("the handler failed with StackOverflowError");
  }

  @Test
  void aHandlerMayRefuseItsInputWithoutAWord() throws Exception {
    call(party("1", Map.of()), new Call<>(Meeting.of("mute", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  throw new BadInputException(null);
                },
                new Call<>(Meeting.of("mute", "1"), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.BAD_INPUT);
    assertThat(failure).hasMessage("the handler refuses the input");
  }

  /** The peer does not end: what is waited for it is still the invocation's time. */
  @Test
  void theAnswerIsThereInTimeThoughThePeerGoesOn() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CompletableFuture<String> peer =
        call(
            party("1", Map.of()),
            (input, peers) -> {
              answered.await();
              return "";
            },
            new Call<>(Meeting.of("late", "0"), ""));
    CompletableFuture<Duration> overdue =
        call(
                party("0", Map.of()),
                (input, peers) -> {
                  Thread.sleep(peers.remaining().minusMillis(300).toMillis());
                  return peers;
                },
                new Call<>(Meeting.of("late", "1").within(Duration.ofSeconds(3)), ""))
            .thenApply(peers -> peers.remaining().negated());
    assertThat(overdue.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(1));
    answered.countDown();
    peer.handle((answer, e) -> answer).get();
  }

  @Test
  void dataThatIsCutWhenTheTimeIsUpIsNoSuccess() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CompletableFuture<String> peer =
        call(
            party("1", Map.of()),
            (input, peers) -> {
              answered.await();
              return "";
            },
            new Call<>(Meeting.of("cut", "0"), ""));
    FunctionException failure =
        failure(
            call(
                party("0", Map.of()),
                (input, peers) -> {
                  peers.get("1").out().write(1);
                  Thread.sleep(peers.remaining().minusMillis(300).toMillis());
                  return "";
                },
                new Call<>(Meeting.of("cut", "1").within(Duration.ofSeconds(3)), "")));
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    answered.countDown();
    peer.handle((answer, e) -> answer).get();
  }

  @Test
  void aHandlerThatOnlyWritesIsToldOfTheWrongSessionToo() throws Exception {
    PeerHandler<String, String> writes =
        (input, peers) -> {
          peers.get(input).out().write(1);
          return "written";
        };
    try (PairingRelay wrong = new PairingRelay(world)) {
      wrong.swap(true);
      Map<String, String> there = Map.of("RELAY", wrong.address().toString());
      CompletableFuture<String> zero =
          call(party("0", there), writes, new Call<>(Meeting.of("a", "1"), "1"));
      CompletableFuture<String> one =
          call(party("1", there), writes, new Call<>(Meeting.of("b", "0"), "0"));
      assertThat(failure(zero).code()).isEqualTo(ErrorCode.WRONG_SESSION);
      assertThat(failure(one).code()).isEqualTo(ErrorCode.WRONG_SESSION);
    }
  }

  @Test
  void aTagTooLongForTheRelayIsRefusedWhicheverPeerItIsFor() throws Exception {
    Invoker zero = party("0", Map.of());
    assertBad(zero, Meeting.of("t".repeat(4060), "1"), "the tag cannot be used");
    assertBad(zero, Meeting.of("t".repeat(4000), "1", "2".repeat(64)), "the tag cannot be used");
  }
}
