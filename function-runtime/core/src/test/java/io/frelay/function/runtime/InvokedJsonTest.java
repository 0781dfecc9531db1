package io.frelay.function.runtime;

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
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** An invocation from its bytes to those of its answer. */
class InvokedJsonTest extends InvokerParties {
  /** Keys and rules of gateways are for paths. */
  @Test
  void aHandlerInThePathIsTheOneWhateverTheEnvelopeSays() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Handlers.Handler sum = new Handlers.Handler("sum", new Sum(), json.constructType(String.class));
    Invoker zero = zero(json, sum);
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

  private FunctionException notMade(Runnable constructor) throws Exception {
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
    Invoker zero = zero(json, handler);
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
    var unused = call("1", Meeting.of("lazy", "0"), "!");
    assertThat(lazy(false, "lazy", 20_000)).isEqualTo("{\"told\":\"1!\"}");
    unused = call("1", Meeting.of("endless", "0"), "!");
    assertThat(lazy(true, "endless", 2_000)).contains("\"code\":\"timeout\"");
  }

  private String lazy(boolean isEndless, String tag, long timeoutMs) throws Exception {
    ObjectMapper json = new ObjectMapper().addMixIn(Lazy.class, OfGetters.class);
    PeerHandler<String, Lazy> handler =
        (input, peers) -> {
          peers.get("1").messages().send(new byte[0]);
          return new Lazy(peers, isEndless);
        };
    Invoker zero =
        zero(
            json,
            new Handlers.Handler("lazy", handler, json.constructType(String.class)),
            new Handlers.Handler("sum", new Sum(), json.constructType(String.class)));
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
        zero(json, new Handlers.Handler("sum", new Sum(), json.constructType(Sum.class)));
    assertThatThrownBy(() -> zero.invoke(Request.of("1".getBytes(UTF_8))))
        .isInstanceOf(FunctionException.class)
        .hasMessage(
            "the invocation failed with IllegalArgumentException; the function's log says why");
  }
}
