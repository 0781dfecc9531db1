package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.secrets.PartySource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is let through here fails of its secrets, of which there are none. */
class AllowedTest {
  private static final class Open implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  private static final class Closed implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Invoker PINNED =
      new Invoker(
          Handlers.of(
              new Handlers.Handler("open", new Open(), JSON.constructType(String.class)),
              new Handlers.Handler("closed", new Closed(), JSON.constructType(String.class))),
          JSON,
          new FixedConfig(
              Duration.ofSeconds(5),
              new FixedConfig.Pins(
                  Optional.of(List.of("open")),
                  Optional.of(List.of("0", "1")),
                  Optional.of("team-"),
                  Optional.of(List.of("a.example:6000", "B.example:443")))),
          PartySource.of(Map.of()),
          new WarmLinks());

  private static FunctionException failure(Request request, String pinned) {
    return catchThrowableOfType(FunctionException.class, () -> PINNED.invoke(request, pinned));
  }

  private static Request request(String frelay) {
    return Request.of("{\"frelay\":{%s},\"input\":\"a\"}".formatted(frelay).getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'handler':'open'",
        "'handler':'open','peers':['0','1'],'tag':'team-1'",
        "'handler':'open','tag':'team-'",
        "'handler':'open','relay':'a.example:6000'",
        "'handler':'open','relay':'b.example:443, A.example:6000'"
      })
  void whatIsInside(String frelay) {
    assertThat(failure(request(frelay.replace('\'', '"')), null).code())
        .isEqualTo(ErrorCode.BAD_SECRETS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'handler':'closed' | the owner of this function does not let handler closed be called,"
            + " only: open",
        "'handler':'open','peers':['1','2'] | the owner of this function does not let callers"
            + " choose peer 2",
        "'handler':'open','tag':'tea' | the owner of this function lets callers choose tags that"
            + " begin with 'team-' only",
        "'handler':'open','peers':[] | the owner of this function does not let callers choose to"
            + " have no peers",
        "'handler':'open','relay':'a.example:443' | the owner of this function does not let callers"
            + " choose this relay",
        "'handler':'open','relay':'a.example:6000,c.example:1' | the owner of this function does"
            + " not let callers choose this relay"
      })
  void whatIsOutside(String frelay, String message) {
    FunctionException failure = failure(request(frelay.replace('\'', '"')), null);
    assertThat(failure.code()).isEqualTo(ErrorCode.NOT_ALLOWED);
    assertThat(failure).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.example", "a.example:6000,A.example:6000", "a.example:6000,"})
  void whatIsNoRelay(String relay) {
    FunctionException failure = failure(request("\"relay\":\"%s\"".formatted(relay)), "open");
    assertThat(failure.code()).isEqualTo(ErrorCode.BAD_INPUT);
    assertThat(failure).hasMessageStartingWith("a relay is host:port");
  }

  @Test
  void noRelayUnlessTheOwnerNamesSome() {
    Meeting meeting = new Meeting(null, null, null, null, "a.example:6000");
    assertThatThrownBy(() -> Allowed.EVERYTHING.require("open", meeting))
        .hasMessage("the owner of this function does not let callers choose the relay");
  }

  @Test
  void whatHeadersSay() {
    Request request =
        new Request(
            "\"a\"".getBytes(UTF_8),
            new Meeting("open", "other", List.of("1"), null),
            Optional.empty());
    assertThat(failure(request, null).code()).isEqualTo(ErrorCode.NOT_ALLOWED);
  }

  @Test
  void aHandlerThatIsPinnedGoesBeforeTheEnvelope() {
    Request request = request("\"handler\":\"open\"");
    assertThat(failure(request, "closed").code()).isEqualTo(ErrorCode.NOT_ALLOWED);
    assertThat(failure(request("\"handler\":\"closed\""), "open").code())
        .isEqualTo(ErrorCode.BAD_SECRETS);
  }

  @Test
  void functionsOfOtherFrameworks() {
    Call<String> call = new Call<>(Meeting.of("team-1", "1"), "a");
    assertThat(
            catchThrowableOfType(FunctionException.class, () -> PINNED.call(new Closed(), call))
                .code())
        .isEqualTo(ErrorCode.NOT_ALLOWED);
    assertThat(
            catchThrowableOfType(FunctionException.class, () -> PINNED.call(new Open(), call))
                .code())
        .isEqualTo(ErrorCode.BAD_SECRETS);
  }
}
