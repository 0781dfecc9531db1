package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.client.PeerConnection;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.program.Program;
import io.frelay.function.runtime.program.ProgramHandler;
import io.frelay.function.secrets.PartySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program as a handler: party 0. Its peer, party 1, is a client. */
class ProgramInvocationTest extends InvokerParties {
  private int count;

  @TempDir Path folder;

  /** One invocation, which has met its peer. */
  private record Called(PeerConnection peer, CompletableFuture<String> answer) {
    FunctionException failure() throws Exception {
      return InvokerParties.failure(answer);
    }
  }

  private Called call(boolean overTcp, Duration limit, String input, String... command)
      throws Exception {
    ObjectMapper json = new ObjectMapper();
    ProgramHandler handler =
        new ProgramHandler(new Program(List.of(command), Set.of(), overTcp, false));
    Invoker invoker =
        new Invoker(
            Handlers.of(
                new Handlers.Handler(
                    ProgramHandler.NAME, handler, json.constructType(TokenBuffer.class))),
            json,
            new FixedConfig(limit),
            PartySource.of(environment("0", Map.of())),
            new WarmLinks());
    String tag = "program " + count++;
    Request request = new Request(input.getBytes(UTF_8), Meeting.of(tag, "1"), Optional.of(limit));
    CompletableFuture<String> answer =
        inBackground(() -> new String(invoker.invoke(request), UTF_8));
    PeerConnection peer =
        world.client("1", relay.address()).connect("0", tag, Duration.ofSeconds(20));
    return new Called(peer, answer);
  }

  private Called shell(String input, String script) throws Exception {
    return call(false, Duration.ofSeconds(20), input, "sh", "-c", script);
  }

  @Test
  void theAnswerIsTheLastLineThatIsJson() throws Exception {
    String script =
        "read line; echo to the log; echo 1; echo to the log too >&2; echo \"[$line]\"; echo end";
    Called called = shell("{\"x\":1.10}", script);
    assertThat(called.answer().get(30, TimeUnit.SECONDS)).isEqualTo("[{\"x\":1.10}]");
    called.peer().close();
  }

  @Test
  void aProgramKnowsItsSessionAndNoSecret() throws Exception {
    String script =
        "echo \"\\\"$FRELAY_SELF $FRELAY_PEERS $FRELAY_TAG $FRELAY_REMAINING_MS $FRELAY_PEER_1"
            + " $(env | cut -d= -f1 | LC_ALL=C sort | tr '\\n' ' ')\\\"\"";
    Called called = shell("1", script);
    assertThat(called.answer().get(30, TimeUnit.SECONDS))
        .matches(
            "\"0 1 program [0-9]+ 1[0-9]{4} /\\S+/0 .*FRELAY_PEERS FRELAY_PEER_1"
                + " FRELAY_REMAINING_MS FRELAY_RUN FRELAY_SELF FRELAY_TAG.*\"")
        .doesNotContain("USER ");
    called.peer().close();
  }

  @ParameterizedTest
  @CsvSource({
    "exit 3, HANDLER_FAILED, exit code 3",
    "kill -9 $$, HANDLER_FAILED, signal 9",
    "echo nothing, HANDLER_FAILED, without a line of JSON",
    "exit 65, BAD_INPUT, refuses the input",
    "head -c 6500000 /dev/zero | tr '\\0' 1, HANDLER_FAILED, a line of more than",
  })
  void anEndWithoutAnAnswerIsAnError(String script, ErrorCode code, String message)
      throws Exception {
    Called called = shell("1", script);
    assertThat(called.failure().code()).isEqualTo(code);
    assertThat(called.failure().getMessage()).contains(message);
  }

  @Test
  void aProgramThatIsNotThereIsAnError() throws Exception {
    Called called = call(false, Duration.ofSeconds(20), "1", "/no/such/program");
    assertThat(called.failure().code()).isEqualTo(ErrorCode.HANDLER_FAILED);
    assertThat(called.failure().getMessage()).contains("cannot be started");
  }

  /** Also one whose parent has ended, and that has left its group. */
  @Test
  void whatAProgramHasStartedEndsWithIt() throws Exception {
    Path pid = folder.resolve("pid");
    String script = "(setsid sleep 100 >/dev/null & echo $! >" + pid + "); echo 1";
    Called called = shell("1", script);
    assertThat(called.answer().get(30, TimeUnit.SECONDS)).isEqualTo("1");
    long left = Long.parseLong(Files.readString(pid).strip());
    await(() -> ProcessHandle.of(left).isEmpty());
    called.peer().close();
  }

  /** And what it has started. */
  @Test
  void aProgramIsKilledAtTheEndOfItsTime() throws Exception {
    Path pids = folder.resolve("pids");
    String script = "sleep 100 & echo $$ $! > " + pids + "; wait";
    Called called = call(false, Duration.ofSeconds(2), "1", "sh", "-c", script);
    assertThat(called.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
    for (String pid : Files.readString(pids).strip().split(" ", -1)) {
      await(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static String[] java(String kind) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    return new String[] {
      java,
      "-XX:TieredStopAtLevel=1",
      "-Xshare:auto",
      "-cp",
      classes,
      EchoProgram.class.getName(),
      kind
    };
  }

  /** More than sockets hold; it ends at once when it has written. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerIsALocalSocket(boolean overTcp) throws Exception {
    byte[] much = new byte[3_000_003];
    new Random(1).nextBytes(much);
    Called called = call(overTcp, Duration.ofSeconds(20), "1", java("echo"));
    CompletableFuture<byte[]> back =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return called.peer().in().readAllBytes();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    called.peer().out().write(much);
    called.peer().shutdownOutput();
    assertThat(back.get(30, TimeUnit.SECONDS)).isEqualTo(much);
    called.peer().close();
    assertThat(called.answer().get(30, TimeUnit.SECONDS)).isEqualTo("3000003");
  }

  /** Else it would take the broken stream for one that has ended. */
  @Test
  void aProgramWhosePeerIsLostIsKilled() throws Exception {
    Called called = call(false, Duration.ofSeconds(20), "1", java("count"));
    called.peer().out().write(new byte[100]);
    assertThat(called.peer().in().read()).isEqualTo(1); // it has connected
    called.peer().abort();
    assertThat(called.failure().code()).isEqualTo(ErrorCode.PEER_LOST);
    assertThat(called.failure().peer()).contains("1");
  }
}
