package io.frelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthRequestTest {
  @Test
  void version1IsTwoMembersAndNothingElse() {
    assertThat(new String(AuthRequest.version1("1", "t").encode(), UTF_8))
        .isEqualTo("{\"DestParty\":\"1\",\"Tag\":\"t\"}");
  }

  @Test
  void version2AppendsItsMembers() {
    assertThat(new String(AuthRequest.version2("1", "t", Duration.ofSeconds(30)).encode(), UTF_8))
        .isEqualTo("{\"DestParty\":\"1\",\"Tag\":\"t\",\"Version\":2,\"TimeoutMs\":30000}");
  }

  @Test
  void aClientHelloIsTheLastMemberInBase64() {
    AuthRequest request =
        AuthRequest.version2("1", "t", Duration.ofSeconds(30))
            .withClientHelloIfItFits(ClientHellos.ofBody(new byte[] {7}));
    assertThat(new String(request.encode(), UTF_8))
        .isEqualTo(
            "{\"DestParty\":\"1\",\"Tag\":\"t\",\"Version\":2,\"TimeoutMs\":30000,"
                + "\"ClientHello\":\"FgMBAAUBAAABBw==\"}");
    assertThat(request.withoutClientHello())
        .isEqualTo(AuthRequest.version2("1", "t", Duration.ofSeconds(30)));
  }

  @Test
  void aClientHelloThatDoesNotFitIsLeftOut() {
    AuthRequest request = AuthRequest.version2("1", "", Duration.ofSeconds(30));
    int least = request.encode().length + ",\"ClientHello\":\"\"".length();
    int room = (Limits.REQUEST_BYTES - least) / 4 * 3;
    ClientHello longest = ClientHellos.ofLength(room);
    assertThat(request.withClientHelloIfItFits(longest).clientHello()).contains(longest);
    assertThat(request.withClientHelloIfItFits(longest).encode())
        .hasSizeLessThanOrEqualTo(Limits.REQUEST_BYTES);
    assertThat(request.withClientHelloIfItFits(ClientHellos.ofLength(room + 3))).isEqualTo(request);
  }

  @Test
  void version1HasNoClientHello() {
    ClientHello hello = ClientHellos.ofLength(300);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthRequest.version1("1", "").withClientHelloIfItFits(hello));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a\nb",
        "a\u007f",
        "é",
        "0123456789012345678901234567890123456789012345678901234567890123x"
      })
  void aNameNoPartyCanHaveIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> AuthRequest.version1(name, ""));
  }

  @Test
  void senselessNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AuthRequest("1", "", 0, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthRequest.version2("1", "", Duration.ofMillis(-1)));
  }

  @Test
  void aTagThatDoesNotFitIsRefusedBeforeItIsSent() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthRequest.version1("1", "é".repeat(2100)).encode())
        .withMessageContaining("shorten the tag");
  }

  @Test
  void aTagThatIsNoUnicodeTextIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuthRequest.version1("1", "\ud800").encode())
        .withMessageContaining("no Unicode text");
  }
}
