package io.frelay.function.runtime.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.client.group.Group;
import io.frelay.function.BadInputException;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import io.frelay.function.runtime.ExactJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example in Python as a program that stays: three parties, joined by pipes. */
@Timeout(60)
class StayingExampleTest {
  private static final Path EXAMPLE = Path.of("../../examples/programs/sum.py").toAbsolutePath();
  private static final List<String> NAMES = List.of("0", "1", "2");

  /** One end of two pipes. */
  private record End(InputStream in, OutputStream out) implements PeerStream {
    @Override
    public void finish() throws IOException {
      out.close();
    }

    @Override
    public PeerIdentity peer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SessionFacts facts() {
      throw new UnsupportedOperationException();
    }
  }

  /** In a session over streams of a test. */
  record Party(String self, Map<String, PeerStream> streams) implements Peers {
    @Override
    public PeerStream get(String name) {
      return streams.get(name);
    }

    @Override
    public List<String> names() {
      return List.copyOf(streams.keySet());
    }

    @Override
    public String tag() {
      return "t";
    }

    @Override
    public Group group() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Duration remaining() {
      return Duration.ofSeconds(20);
    }
  }

  private static List<Party> session() throws IOException {
    List<Party> parties = new ArrayList<>();
    for (String name : NAMES) {
      Party joined = new Party(name, new TreeMap<>());
      for (Party each : parties) {
        PipedOutputStream there = new PipedOutputStream();
        PipedOutputStream back = new PipedOutputStream();
        each.streams().put(name, new End(new PipedInputStream(back), there));
        joined.streams().put(each.self(), new End(new PipedInputStream(there), back));
      }
      parties.add(joined);
    }
    return parties;
  }

  private static CompletableFuture<String> call(ProgramHandler handler, Party party, String input) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            TokenBuffer json = ExactJson.MAPPER.readValue(input, TokenBuffer.class);
            return ExactJson.MAPPER.writeValueAsString(handler.handle(json, party));
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        work -> new Thread(work).start());
  }

  @Test
  void threePartiesComputeTheirSumAgainAndAgain() throws Exception {
    Assumptions.assumeTrue(hasPython(), "needs python3: not tested");
    List<ProgramHandler> handlers = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      List<String> command = List.of("python3", "-B", EXAMPLE.toString());
      handlers.add(new ProgramHandler(new Program(command, Set.of(), false, true)));
    }
    for (int round = 0; round < 3; round++) {
      List<Party> parties = session();
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < NAMES.size(); i++) {
        answers.add(call(handlers.get(i), parties.get(i), "{\"value\":%d}".formatted(i + round)));
      }
      for (CompletableFuture<String> each : answers) {
        assertThat(each.get()).isEqualTo("{\"total\":%d,\"parties\":3}".formatted(3 + 3 * round));
      }
    }
    assertThat(call(handlers.get(0), session().get(0), "{\"value\":\"x\"}"))
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(BadInputException.class)
        .withMessageContaining("whole number");
    handlers.forEach(ProgramHandler::close);
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
