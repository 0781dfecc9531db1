package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.frelay.function.BadInputException;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a handler ends, and what becomes of its peers. */
class InvokedHandlerTest extends InvokerParties {
  private static Stream<Arguments> whatHandlersThrow() {
    String logged = "; the function's log says why";
    return Stream.of(
        arguments(
            new IllegalStateException("secret"),
            ErrorCode.HANDLER_FAILED,
            "the handler failed with IllegalStateException" + logged),
        arguments(
            new StackOverflowError(),
            ErrorCode.HANDLER_FAILED,
            "the handler failed with StackOverflowError" + logged),
        arguments( // it is not the function that stops
            new InterruptedException(),
            ErrorCode.HANDLER_FAILED,
            "the handler failed with InterruptedException" + logged),
        arguments(new BadInputException("too small"), ErrorCode.BAD_INPUT, "too small"),
        arguments(
            new BadInputException(null), ErrorCode.BAD_INPUT, "the handler refuses the input"));
  }

  /** The other party is told apart: its peer is lost. */
  @ParameterizedTest
  @MethodSource("whatHandlersThrow")
  void aHandlerThatThrows(Throwable thrown, ErrorCode code, String message) throws Exception {
    CompletableFuture<String> peer = call("1", Meeting.of(thrown.toString(), "0"), "");
    FunctionException failure =
        failure(
            Meeting.of(thrown.toString(), "1"),
            (input, peers) -> {
              if (thrown instanceof Error error) {
                throw error;
              }
              throw (Exception) thrown;
            });
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessage(message);
    FunctionException lost = failure(peer);
    assertThat(lost.code()).isEqualTo(ErrorCode.PEER_LOST);
    assertThat(lost.peer()).contains("0");
  }

  @Test
  void theHandlerRunsOutOfTime() throws Exception {
    CompletableFuture<String> peer = call("1", Meeting.of("slow", "0"), "");
    FunctionException failure =
        failure(
            Meeting.of("slow", "1").within(Duration.ofSeconds(5)),
            (input, peers) -> {
              new CountDownLatch(1).await(); // ends by interrupt only
              return "";
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure(peer).code()).isEqualTo(ErrorCode.PEER_LOST);
  }

  /** Its thread goes on; the caller is told in time, and the peers are let go. */
  @Test
  void aHandlerThatIgnoresItsInterruptIsNotWaitedFor() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<String> peer = call("1", Meeting.of("deaf", "0"), "");
    FunctionException failure =
        failure(
            Meeting.of("deaf", "1").within(Duration.ofSeconds(3)),
            (input, peers) -> {
              while (end.getCount() > 0) {
                boolean unused = Thread.interrupted();
                LockSupport.parkNanos(1_000_000);
              }
              return "late";
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure(peer).code()).isEqualTo(ErrorCode.PEER_LOST);
    end.countDown();
  }

  /** The usual idiom of code that is interrupted; some do it without. */
  @Test
  void anInterruptThatAHandlerLeavesBehindIsNobodys() throws Exception {
    Invoker zero = party("0");
    for (int i = 0; i < 3; i++) {
      String tag = "flag" + i;
      CompletableFuture<String> peer = call("1", Meeting.of(tag, "0"), "");
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
      awaitEnd(peer);
    }
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
        call(party("0"), stage, new Call<>(Meeting.of("later", "1"), "!"));
    CompletableFuture<Uni<String>> one =
        call(party("1"), uni, new Call<>(Meeting.of("later", "0"), "?"));
    assertThat(zero.get().toCompletableFuture().getNow(null)).isEqualTo("1? ");
    assertThat(one.get().subscribeAsCompletionStage().getNow(null)).isEqualTo("0! ");
  }

  @Test
  void aStageThatFailsOrIsLateFailsTheInvocation() throws Exception {
    call("1", Meeting.of("failing stage", "0"), "");
    FunctionException failed =
        failure(
            Meeting.of("failing stage", "1"),
            (input, peers) -> CompletableFuture.failedStage(new BadInputException("no")));
    assertThat(failed.code()).isEqualTo(ErrorCode.BAD_INPUT);
    CompletableFuture<String> never = new CompletableFuture<>();
    call("1", Meeting.of("late stage", "0"), "");
    FunctionException late =
        failure(
            Meeting.of("late stage", "1").within(Duration.ofSeconds(3)), (input, peers) -> never);
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
  void aPeerThatIsLostWhileTheHandlerSkipsIsNamed() throws Exception {
    PeerHandler<String, String> skips =
        (input, peers) -> {
          peers.get("0").in().skipNBytes(1);
          return "";
        };
    CompletableFuture<String> peer = call("1", Meeting.of("skips", "0"), skips);
    call(
        "0",
        Meeting.of("skips", "1"),
        (input, peers) -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(failure(peer).code()).isEqualTo(ErrorCode.PEER_LOST);
  }

  /** Also if the handler leaves an interrupt behind. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenLastArrivesThoughTheHandlerReturns(boolean interrupts) throws Exception {
    String tag = "last, " + interrupts;
    byte[] much = new byte[3 << 20];
    CompletableFuture<String> writer =
        call(
            "0",
            Meeting.of(tag, "1"),
            (input, peers) -> {
              peers.get("1").out().write(much);
              if (interrupts) {
                Thread.currentThread().interrupt();
              }
              return "written";
            });
    CompletableFuture<Integer> reader =
        call(
            "1", Meeting.of(tag, "0"), (input, peers) -> peers.get("0").in().readAllBytes().length);
    assertThat(reader.get()).isEqualTo(much.length);
    assertThat(writer.get()).isEqualTo("written");
  }

  /** The peer does not end: what is waited for it is still the invocation's time. */
  @Test
  void theAnswerIsThereInTimeThoughThePeerGoesOn() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CompletableFuture<String> peer =
        call(
            "1",
            Meeting.of("late", "0"),
            (input, peers) -> {
              answered.await();
              return "";
            });
    CompletableFuture<Duration> overdue =
        call(
                "0",
                Meeting.of("late", "1").within(Duration.ofSeconds(3)),
                (input, peers) -> {
                  Thread.sleep(peers.remaining().minusMillis(300).toMillis());
                  return peers;
                })
            .thenApply(peers -> peers.remaining().negated());
    assertThat(overdue.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(1));
    answered.countDown();
    awaitEnd(peer);
  }

  @Test
  void dataThatIsCutWhenTheTimeIsUpIsNoSuccess() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CompletableFuture<String> peer =
        call(
            "1",
            Meeting.of("cut", "0"),
            (input, peers) -> {
              answered.await();
              return "";
            });
    FunctionException failure =
        failure(
            Meeting.of("cut", "1").within(Duration.ofSeconds(3)),
            (input, peers) -> {
              peers.get("1").out().write(1);
              Thread.sleep(peers.remaining().minusMillis(300).toMillis());
              return "";
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    answered.countDown();
    awaitEnd(peer);
  }
}
