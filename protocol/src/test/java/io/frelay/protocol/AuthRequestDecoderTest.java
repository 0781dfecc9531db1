package io.frelay.protocol;

import static io.frelay.protocol.AuthRequests.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthRequestDecoderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"DestParty\":\"1\"}",
        "{\"DestParty\":\"1\",\"Tag\":\"\"}",
        "{\"DestParty\":\"1\",\"Tag\":null}",
        "{\"Tag\":\"\",\"DestParty\":\"1\"}",
        "  { \"DestParty\" : \"1\" }\r\n\t ",
        "{\"DestParty\":\"\\u0031\",\"Version\":1}",
      })
  void theSimplestRequestInItsForms(String json) throws Exception {
    assertThat(decode(json)).contains(AuthRequest.version1("1", ""));
  }

  @Test
  void version2SaysHowLongItCanWait() throws Exception {
    assertThat(decode("{\"DestParty\":\"1\",\"Tag\":\"t\",\"Version\":2,\"TimeoutMs\":30000}"))
        .contains(AuthRequest.version2("1", "t", Duration.ofSeconds(30)));
    assertThat(decode("{\"DestParty\":\"1\",\"Version\":2}"))
        .contains(new AuthRequest("1", "", 2, Optional.empty()));
  }

  @Test
  void version2MayBringItsClientHello() throws Exception {
    assertThat(decode("{\"ClientHello\":\"FgMBAAUBAAABBw==\",\"DestParty\":\"1\",\"Version\":2}"))
        .get()
        .extracting(AuthRequest::clientHello)
        .isEqualTo(Optional.of(ClientHellos.ofBody(new byte[] {7})));
  }

  @Test
  void aClientHelloIsNotKeptOnceItWasHandedOut() throws Exception {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    AuthRequest request =
        AuthRequest.version2("1", "t", Duration.ofSeconds(1))
            .withClientHelloIfItFits(ClientHellos.ofLength(300));
    assertThat(decoder.feed(request.encode())).contains(request);
    assertThat(decoder.feed(new byte[] {'\n'})).contains(request.withoutClientHello());
  }

  @Test
  void aClientHelloInVersion1IsPassedOver() throws Exception {
    assertThat(decode("{\"DestParty\":\"1\",\"ClientHello\":\"FgMBAAUBAAABBw==\"}"))
        .contains(AuthRequest.version1("1", ""));
  }

  @Test
  void aNewerVersionIsServedAsTheNewestKnown() throws Exception {
    assertThat(decode("{\"DestParty\":\"1\",\"Version\":7}"))
        .contains(new AuthRequest("1", "", AuthRequest.NEWEST_VERSION, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"DestParty\":\"1\"", "{\"DestParty\":\"1\",\"Tag\":\"", " "})
  void anIncompleteRequestIsNeitherARequestNorAnError(String json) throws Exception {
    assertThat(decode(json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `{}`                                       | DestParty is missing
          `{"Tag":"t"}`                              | DestParty is missing
          `{"destparty":"1"}`                        | DestParty is missing
          `{"DestParty":null}`                       | DestParty is not a string
          `{"DestParty":1}`                          | DestParty is not a string
          `{"DestParty":true}`                       | DestParty is not a string
          `{"DestParty":["1"]}`                      | DestParty is an object or array
          `{"DestParty":""}`                         | DestParty: a party's name is
          `{"DestParty":" 1"}`                       | DestParty: a party's name is
          `{"DestParty":"ä"}`                        | DestParty: a party's name is
          `{"DestParty":"1\\n"}`                     | DestParty: a party's name is
          `{"DestParty":"1","Tag":1}`                | Tag is not a string
          `{"DestParty":"1","Tag":{}}`               | Tag is an object or array
          `{"DestParty":"1","Version":"2"}`          | Version is not a whole number
          `{"DestParty":"1","Version":null}`         | Version is not a whole number
          `{"DestParty":"1","Version":2.0}`          | Version is not a whole number
          `{"DestParty":"1","Version":0}`            | Version is not from 1
          `{"DestParty":"1","Version":-1}`           | Version is not from 1
          `{"DestParty":"1","Version":[2]}`          | Version is an object or array
          `{"DestParty":"1","Version":99999999999}`  | Version is not from 1
          `{"DestParty":"1","TimeoutMs":-1}`         | TimeoutMs is not from 0
          `{"DestParty":"1","TimeoutMs":2147483648}` | TimeoutMs is not from 0
          `{"DestParty":"1","TimeoutMs":99999999999999999999999999}` | TimeoutMs is not from 0
          `{"DestParty":"1","TimeoutMs":1e3}`        | TimeoutMs is not a whole number
          `{"DestParty":"1","TimeoutMs":{}}`         | TimeoutMs is an object or array
          `{"DestParty":"1","Prepared":1}`           | Prepared is neither true nor false
          `{"DestParty":"1","Prepared":[true]}`      | Prepared is an object or array
          `{"DestParty":"1","ClientHello":null}`     | ClientHello is not a string
          `{"DestParty":"1","ClientHello":[1]}`      | ClientHello is an object or array
          `{"DestParty":"1","ClientHello":"FgM*"}`   | ClientHello is not base64
          `{"DestParty":"1","ClientHello":""}`       | ClientHello: not one ClientHello
          `{"DestParty":"1","ClientHello":"AAAA"}`   | ClientHello: a TLS record is not whole
          `{"DestParty":"1","DestParty":"2"}`        | not JSON at byte
          `{"DestParty":"1","x":1,"x":1}`            | not JSON at byte
          `{"DestParty":"1",}`                       | not JSON at byte
          `{'DestParty':'1'}`                        | not JSON at byte
          `{"DestParty":"1"]`                        | not JSON at byte
          `}`                                        | not JSON at byte
          `GET / HTTP/1.1`                           | not JSON at byte
          `[]`                                       | not a JSON object
          `[{"DestParty":"1"}]`                      | not a JSON object
          `"DestParty"`                              | not a JSON object
          `null `                                    | not a JSON object
          `17 `                                      | not a JSON object
          `{"DestParty":"1"}x`                       | bytes follow the request
          `{"DestParty":"1"}{"DestParty":"1"}`       | bytes follow the request
          """,
      delimiter = '|')
  void whatIsNoRequestIsRefusedWithWhatIsWrong(String json, String complaint) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith(complaint);
  }

  /** Bounds of the parser itself, beyond which it does not go on reading. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"DestParty\":\"1\",\"x\":[[[[[[[[[[]]]]]]]]]]}",
        "{\"DestParty\":\"1\",\"Version\":1111111111222222222233333333334444444444}",
        "{\"DestParty\":\"1\",\"x\":1111111111222222222233333333334444444444}",
      })
  void whatIsNestedTooDeepOrHasTooManyDigitsIsMalformed(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("not JSON");
  }

  @Test
  void whiteSpaceMayComeLaterButNothingElse() throws Exception {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    AuthRequest request = AuthRequest.version1("1", "t");
    assertThat(decoder.feed(request.encode())).contains(request);
    assertThat(decoder.feed(new byte[] {'\n'})).contains(request);
    assertThat(decoder.feed(new byte[0])).contains(request);
    assertThatThrownBy(() -> decoder.feed(new byte[] {' ', '{'}))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("bytes follow the request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"DestParty\":\"0\",}",
        "{\"DestParty\":\"0\", \r\n\t}",
        "{\"More\":[1,],\"DestParty\":\"0\"}",
        "{\"More\":{\"a\":1 , },\"DestParty\":\"0\"}"
      })
  void aCommaBeforeABracketIsRefusedHoweverItIsCut(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length <= bytes.length; length++) {
      int piece = length;
      assertThatThrownBy(() -> feedInPieces(bytes, piece))
          .as("in pieces of %d", piece)
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageStartingWith("not JSON at byte ");
    }
  }

  private static void feedInPieces(byte[] bytes, int piece) throws MalformedMessageException {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    for (int from = 0; from < bytes.length; from += piece) {
      decoder.feed(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece)));
    }
  }

  @Test
  void aByteOrderMarkIsRefusedHoweverItIsCut() {
    byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    for (int length = 1; length <= mark.length; length++) {
      byte[] first = Arrays.copyOf(mark, length);
      assertThatThrownBy(() -> new AuthRequestDecoder().feed(first))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessage("not JSON at byte 0");
    }
  }

  @Test
  void theLongestRequestIsTakenAndOneByteMoreIsNot() throws Exception {
    String request = "{\"DestParty\":\"1\",\"Tag\":\"%s\"}";
    int room = Limits.REQUEST_BYTES - request.length() + "%s".length();
    assertThat(decode(request.formatted("t".repeat(room)))).isPresent();
    assertTooLong(request.formatted("t".repeat(room + 1)));
  }

  @Test
  void whiteSpaceWithoutEndIsTooLongAsWell() throws Exception {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    assertThat(decoder.feed(" ".repeat(4000).getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThatThrownBy(() -> decoder.feed(new byte[97]))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("more than 4096 bytes");
  }

  @Test
  void aMessageNeverQuotesTheBytes() {
    String secret = "hunter2";
    assertThatThrownBy(() -> decode("{\"DestParty\":" + secret + "}"))
        .isInstanceOf(MalformedMessageException.class)
        .hasNoCause()
        .message()
        .doesNotContain(secret);
  }

  private static void assertTooLong(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("more than 4096 bytes");
  }
}
