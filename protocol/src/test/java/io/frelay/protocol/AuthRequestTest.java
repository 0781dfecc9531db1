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
