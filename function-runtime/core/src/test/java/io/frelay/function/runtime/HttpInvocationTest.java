package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpInvocationTest {
  private static Meeting meeting(String path, String mountPoint, HttpHeaders headers)
      throws FunctionException {
    return new HttpInvocation("POST", path, mountPoint, headers, new byte[0])
        .meeting(List.of("money", "total", "gr\u00f6\u00dfe")::contains);
  }

  private static Meeting meeting(Map<String, List<String>> headers) throws FunctionException {
    return meeting("/", "/", HttpHeaders.ofBytes(headers));
  }

  /** A value's UTF-8 as an HTTP server reads it. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /,",
    "'', /,",
    "/money, /, money",
    "/money/, /, money",
    "//money//, /, money",
    "/none, /, none",
    "/prod, /prod,",
    "/prod/, /prod,",
    "/prod/money, /prod, money",
    "/prod/money, /, money",
    "/a/b/money/, /, money",
    "/production/money, /prod, money",
    "/total/money, /total, money",
    "/money/money, /, money",
    "/mone%79, /, money",
    "/gr%C3%B6%C3%9Fe, /, gr\u00f6\u00dfe",
    "/a/gr%c3%b6%c3%9fe/, /, gr\u00f6\u00dfe",
    "/gr\u00f6\u00dfe, /, gr\u00f6\u00dfe",
    "/50%, /, 50%",
    "/%zz, /, %zz"
  })
  void theLastSegmentBelowTheMountPointNamesTheHandler(
      String path, String mountPoint, String handler) throws FunctionException {
    assertThat(meeting(path, mountPoint, HttpHeaders.ofTexts(Map.of())).handler())
        .isEqualTo(handler);
  }

  @Test
  void aPathOfSeveralSegmentsThatNamesNobodyIsNothing() {
    assertThatThrownBy(() -> meeting("/a/b", "/", HttpHeaders.ofTexts(Map.of())))
        .isInstanceOf(FunctionException.class)
        .satisfies(e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  /** A gateway's rule for all below {@code /money} is not to let anybody at another handler. */
  @Test
  void aPathThatNamesTwoHandlersIsNothing() {
    for (String path : List.of("/money/total", "/money/a/total", "/mone%79/total")) {
      assertThatThrownBy(() -> meeting(path, "/", HttpHeaders.NONE))
          .isInstanceOf(FunctionException.class)
          .satisfies(
              e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.NOT_FOUND));
    }
  }

  @Test
  void linesOfAListCountTogether() throws FunctionException {
    assertThat(meeting(Map.of("frelay-peers", List.of("1, 2", "3"))).peers())
        .containsExactly("1", "2", "3");
  }

  @Test
  void twoLinesOfAHeaderThatHasOneValueAreRefused() {
    assertThatThrownBy(() -> meeting(Map.of("Frelay-Tag", List.of("a", "b"))))
        .hasMessage("the header Frelay-Tag comes 2 times");
  }

  @Test
  void valuesAreUtf8() throws FunctionException {
    Map<String, List<String>> headers = Map.of("Frelay-Tag", List.of(bytes("grün €")));
    assertThat(meeting(headers).tag()).isEqualTo("grün €");
    assertThat(meeting("/", "/", HttpHeaders.ofTexts(headers)).tag()).isEqualTo("grün €");
    Map<String, List<String>> decoded = Map.of("Frelay-Tag", List.of("grün"));
    assertThat(meeting("/", "/", HttpHeaders.ofTexts(decoded)).tag()).isEqualTo("grün");
    assertThatThrownBy(() -> meeting(decoded)).hasMessage("the header Frelay-Tag is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/cloudevents-batch+json"
      })
  void anotherTypeIsRefused(String type) {
    assertUnsupported(Map.of("Content-Type", List.of(type)));
  }

  @Test
  void aCompressedBodyIsRefusedForWhatItIs() throws FunctionException {
    assertUnsupported(Map.of("content-encoding", List.of("gzip")));
    assertThat(meeting(Map.of("content-encoding", List.of("identity")))).isNotNull();
  }

  private static void assertUnsupported(Map<String, List<String>> headers) {
    assertThatThrownBy(() -> meeting(headers))
        .isInstanceOf(FunctionException.class)
        .satisfies(
            e ->
                assertThat(((FunctionException) e).code())
                    .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE));
  }
}
