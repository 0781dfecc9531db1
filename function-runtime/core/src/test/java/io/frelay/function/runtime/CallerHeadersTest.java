package io.frelay.function.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.function.Caller;
import io.frelay.function.CallerFront;
import io.frelay.function.FunctionException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Headers name a caller only where the deployment says that nobody else can write them. */
class CallerHeadersTest {
  private static final String TOKEN =
      token(
          "{\"sub\":\"17\",\"email\":\"a@example.org\",\"email_verified\":true,\"groups\":[\"g\"]}");
  private static final String PRINCIPAL =
      base64(
          """
          {"auth_typ":"aad","name_typ":"name","role_typ":"role","claims":[
            {"typ":"name","val":"Ada"},{"typ":"role","val":"admin"},{"typ":"tid","val":"t"}]}\
          """);

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String token(String claims) {
    String payload = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    return "Bearer e30." + payload + ".SIGNATURE_REMOVED_BY_GOOGLE";
  }

  private static Optional<Caller> caller(CallerFront trusted, Map<String, List<String>> headers)
      throws FunctionException {
    return CallerHeaders.caller(HttpHeaders.ofBytes(headers), trusted);
  }

  @Test
  void withoutTheSettingAnybodyCouldHaveWrittenThem() throws Exception {
    Map<String, List<String>> forged =
        Map.of("Authorization", List.of(TOKEN), "X-MS-CLIENT-PRINCIPAL", List.of(PRINCIPAL));
    assertThat(caller(CallerFront.NONE, forged)).isEmpty();
    assertThat(caller(CallerFront.GOOGLE_IAM, forged).orElseThrow().source())
        .isEqualTo("google-iam");
    assertThat(caller(CallerFront.AZURE_AUTHENTICATION, forged).orElseThrow().source())
        .isEqualTo("azure-authentication");
  }

  @Test
  void googlesTokenNamesAnEmail() throws Exception {
    Caller caller =
        caller(CallerFront.GOOGLE_IAM, Map.of("authorization", List.of(TOKEN))).orElseThrow();
    assertThat(caller.name()).isEqualTo("a@example.org");
    assertThat(caller.roles()).containsExactly("g");
    assertThat(caller.claims()).containsEntry("sub", "17");
    assertThat(caller.toString()).doesNotContain("example.org");
  }

  @Test
  void anEmailThatIsNotVerifiedIsNoName() throws Exception {
    String token = token("{\"sub\":\"17\",\"email\":\"a@example.org\",\"email_verified\":false}");
    assertThat(caller(CallerFront.GOOGLE_IAM, Map.of("Authorization", List.of(token))))
        .map(Caller::name)
        .contains("17");
  }

  /** Google then checks the one and lets the other pass as it is. */
  @Test
  void ofTwoTokensTheOneCountsThatGoogleHasChecked() throws Exception {
    String forged = token("{\"sub\":\"1\",\"email\":\"admin@example.org\"}");
    Map<String, List<String>> headers =
        Map.of("Authorization", List.of(forged), "X-Serverless-Authorization", List.of(TOKEN));
    assertThat(caller(CallerFront.GOOGLE_IAM, headers)).map(Caller::name).contains("a@example.org");
  }

  @Test
  void azuresPrincipalHasRoles() throws Exception {
    Map<String, List<String>> headers = Map.of("x-ms-client-principal", List.of(PRINCIPAL));
    Caller caller = caller(CallerFront.AZURE_AUTHENTICATION, headers).orElseThrow();
    assertThat(caller.name()).isEqualTo("Ada");
    assertThat(caller.roles()).containsExactly("admin");
    assertThat(caller.claims()).containsEntry("tid", "t");
  }

  @Test
  void whatDoesNotNameOneIsRefusedAndNotQuoted() {
    Map<String, List<String>> twice =
        Map.of("x-ms-client-principal", List.of(PRINCIPAL, base64("{}")));
    assertThatThrownBy(() -> caller(CallerFront.AZURE_AUTHENTICATION, twice))
        .hasMessage("the header X-Ms-Client-Principal comes 2 times");
    Map<String, List<String>> none = Map.of("Authorization", List.of("Bearer a.secret.b"));
    assertThatThrownBy(() -> caller(CallerFront.GOOGLE_IAM, none))
        .hasMessage("the header Authorization does not say who calls");
  }

  @Test
  void whatTheRequestIsCalledIsBoundedAndFitForTheLog() {
    assertThat(id(Map.of("x-request-id", List.of("a\nb" + "c".repeat(500)))).orElseThrow())
        .startsWith("a?bc")
        .hasSize(128);
    assertThat(id(Map.of("x-cloud-trace-context", List.of("105445aa/1;o=1")))).contains("105445aa");
    assertThat(
            id(
                Map.of(
                    "traceparent", List.of("00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01"))))
        .contains("a".repeat(32));
    assertThat(id(Map.of())).isEmpty();
  }

  private static Optional<String> id(Map<String, List<String>> headers) {
    return RequestId.of(Origin.UNKNOWN, HttpHeaders.ofBytes(headers));
  }

  @Test
  void headersAreBounded() {
    HttpHeaders headers = HttpHeaders.ofTexts(Map.of("a", List.of("b".repeat(65_536))));
    assertThatThrownBy(headers::requireShort)
        .hasMessage("the headers have more than 65536 characters");
  }
}
