package io.frelay.function.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.function.BadInputException;
import io.frelay.function.PeerStream;
import io.frelay.function.runtime.ExactJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that stays: a script that does the same for each invocation. */
@Timeout(60)
class StayingProgramTest {
  private static final String LOOP =
      """
      say() { printf '%s\\n' "{\\"id\\":$id,$1}"; }
      output() { say "\\"output\\":$1"; }
      while read -r line; do
        id=${line#*:}; id=${id%%,*}
        {{}}
      done
      """;

  @TempDir Path folder;

  private static ProgramHandler script(String script) {
    return new ProgramHandler(new Program(List.of("sh", "-c", script), Set.of(), false, true));
  }

  private static ProgramHandler loop(String body) {
    return script(LOOP.replace("{{}}", body));
  }

  private static String call(ProgramHandler handler, String input) throws Exception {
    TokenBuffer json = ExactJson.MAPPER.readValue(input, TokenBuffer.class);
    return ExactJson.MAPPER.writeValueAsString(handler.handle(json, new Alone("t")));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static void awaitEnd(String pid) throws InterruptedException {
    await(() -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
  }

  @Test
  void oneServesAllInvocations() throws Exception {
    ProgramHandler handler = loop("output \"[$$,$FRELAY_PROGRAM_STAYS,$line]\"");
    String first = call(handler, "{\"x\":1.10}");
    String pid = first.substring(1, first.indexOf(','));
    String line = "[%s,true,{\"id\":%d,\"input\":%s,\"self\":\"0\",\"peers\":{},\"tag\":\"t\",";
    assertThat(first).startsWith(line.formatted(pid, 1, "{\"x\":1.10}")).contains("remainingMs");
    assertThat(call(handler, "\"\u00e4\\n\"")).startsWith(line.formatted(pid, 2, "\"\u00e4\\n\""));
    handler.close();
    awaitEnd(pid);
  }

  @Test
  void oneThatHasEndedIsStartedAgain() throws Exception {
    ProgramHandler handler = loop("output $$; exit 0");
    String pid = call(handler, "1");
    awaitEnd(pid);
    assertThat(call(handler, "1")).isNotEqualTo(pid);
  }

  @Test
  void oneMayRefuseAnInvocationAndStay() throws Exception {
    ProgramHandler handler =
        loop(
            """
            case $line in
              *1.5*) say '"badInput":"no half"' ;;
              *1.6*) say '"error":"no\\u000amore"' ;;
              *) output $$ ;;
            esac
            """);
    String pid = call(handler, "1");
    assertThatThrownBy(() -> call(handler, "1.5"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("no half");
    assertThatThrownBy(() -> call(handler, "1.6"))
        .isInstanceOf(ProgramException.class)
        .hasMessage("no more");
    assertThat(call(handler, "1")).isEqualTo(pid);
    handler.close();
  }

  /** And then there is another. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo hello | a line to stdout that is no answer",
        "echo '{}' | a line to stdout that is no answer",
        "echo '{\"id\":1}' | a line to stdout that is no answer",
        "say '\"output\":1,\"output\":2' | a line to stdout that is no answer",
        "say '\"error\":1' | a line to stdout that is no answer",
        "printf '{\"id\":1,\"output\":\"\\377\"}\\n' | a line to stdout that is no answer",
        "id=7; output 1 | has not the id of its request",
        "echo '{\"output\":1}' | has not the id of its request",
        "exit 3 | exit code 3",
        "printf '{\"id\":'; exit 255 | exit code 255",
        "exit 65 | refuses the input",
        "exit 0 | ended without an answer (exit code 0)",
        "kill -9 $$ | signal 9",
        "(sleep 100)& exit 4 | exit code 4", // which holds its stdout
        "exec >&-; sleep 100 | closed its output",
        "head -c 6500000 /dev/zero; sleep 100 | a line of more than",
      })
  void aFaultEndsIt(String body, String message) throws Exception {
    Path marker = folder.resolve("not the first");
    ProgramHandler handler =
        loop("[ -e '%1$s' ] && { output 2; continue; }; : > '%1$s'; %2$s".formatted(marker, body));
    assertThatThrownBy(() -> call(handler, "1")).hasMessageContaining(message);
    assertThat(call(handler, "1")).isEqualTo("2");
    handler.close();
  }

  /** It might be taken for the next invocation's. */
  @Test
  void aLineThatNobodyWaitsForEndsIt() throws Exception {
    ProgramHandler handler = loop("output $$; output $$");
    String pid = call(handler, "1");
    awaitEnd(pid);
    assertThat(call(handler, "1")).isNotEqualTo(pid);
  }

  @Test
  void oneThatHasNotReadItsLineEndsAfterItsAnswer() throws Exception {
    ProgramHandler handler = script("head -c 9 >&2; echo '{\"id\":1,\"output\":1}'; sleep 100");
    assertThat(call(handler, "\"" + "x".repeat(1_000_000) + "\"")).isEqualTo("1");
    handler.close();
  }

  /** With all that it has started. */
  @Test
  void anInterruptEndsIt() throws Exception {
    Path pids = folder.resolve("pids");
    ProgramHandler handler =
        loop("(sleep 100 & echo $! $$ >'%1$s'); mv '%1$s' '%1$s.all'; wait".formatted(pids));
    FutureTask<String> call = new FutureTask<>(() -> call(handler, "1"));
    Thread thread = new Thread(call);
    thread.start();
    Path all = folder.resolve("pids.all");
    await(() -> Files.exists(all));
    thread.interrupt();
    assertThatThrownBy(call::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    for (String pid : Files.readString(all).strip().split(" ", -1)) {
      awaitEnd(pid);
    }
  }

  /** And one of them stays. */
  @Test
  void invocationsAtTheSameTimeHaveOneEach() throws Exception {
    Path fifo = folder.resolve("second");
    ProgramHandler handler =
        loop(
            """
            case $line in
              *true*) [ -p '%1$s' ] || mkfifo '%1$s'; read unused < '%1$s' ;;
              *false*) while [ ! -p '%1$s' ]; do sleep 0.01; done; echo > '%1$s' ;;
            esac
            output $$
            """
                .formatted(fifo));
    FutureTask<String> first = new FutureTask<>(() -> call(handler, "true"));
    new Thread(first).start();
    String second = call(handler, "false");
    assertThat(first.get()).isNotEqualTo(second);
    assertThat(call(handler, "1")).isIn(first.get(), second);
    handler.close();
  }

  /** The peer's stream breaks when the program may already be at the next invocation. */
  @Test
  void aStreamThatBreaksAfterTheAnswerEndsNothing() throws Exception {
    Path written = folder.resolve("written");
    BrokenPeer peer = new BrokenPeer(written);
    String script =
        LOOP.replace(
            "{{}}",
            """
            case $line in
              *127.0.0.1*)
                port=${line#*127.0.0.1:}
                exec 3<>/dev/tcp/127.0.0.1/${port%%%%[!0-9]*}
                echo hello >&3
                while [ ! -e '%1$s' ]; do sleep 0.01; done
                say "\\"error\\":\\"$$\\"" ;;
              *) output $$ ;;
            esac
            """
                .formatted(written));
    ProgramHandler handler =
        new ProgramHandler(new Program(List.of("bash", "-c", script), Set.of(), true, true));
    String pid = call(handler, "1");
    TokenBuffer input = ExactJson.MAPPER.readValue("1", TokenBuffer.class);
    assertThatThrownBy(
            () -> handler.handle(input, new StayingExampleTest.Party("0", Map.of("1", peer))))
        .isInstanceOf(ProgramException.class)
        .hasMessage(pid);
    peer.breaks();
    assertThat(call(handler, "1")).isEqualTo(pid);
    handler.close();
  }

  /** Takes nothing, and breaks at some time. */
  private static final class BrokenPeer implements PeerStream {
    private final CountDownLatch broken = new CountDownLatch(1);
    private final Path written;
    private volatile Thread writer;

    BrokenPeer(Path written) {
      this.written = written;
    }

    /** Waits until that has been seen. */
    void breaks() throws InterruptedException {
      broken.countDown();
      writer.join();
    }

    @Override
    public InputStream in() {
      return InputStream.nullInputStream();
    }

    @Override
    public OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          writer = Thread.currentThread();
          Files.createFile(written);
          try {
            broken.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IOException("broken");
        }
      };
    }

    @Override
    public void finish() {}

    @Override
    public PeerIdentity peer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SessionFacts facts() {
      throw new UnsupportedOperationException();
    }
  }
}
