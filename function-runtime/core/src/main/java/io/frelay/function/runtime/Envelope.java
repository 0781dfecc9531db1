package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import java.io.IOException;

/**
 * Content of a body: {@code {"frelay":{...},"input":...}}, or the input alone. A body whose top is
 * an object with a member {@code frelay} is an envelope, and nothing else stands in it.
 *
 * <p>The input is kept as the tokens it came in: a number is made of its digits only where its type
 * is known, so that none is lost.
 *
 * @param isWrapped whether it is an envelope
 * @param meeting the session it names
 * @param input JSON null for an empty body
 */
record Envelope(boolean isWrapped, Meeting meeting, TokenBuffer input) {
  private static final String MEETING = "frelay";
  private static final String INPUT = "input";

  /** Not the application's own, so that no setting of that changes the names in an envelope. */
  private static final ObjectReader STRICT =
      new ObjectMapper()
          .readerFor(Meeting.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  static Envelope decode(byte[] body, ObjectMapper json) throws FunctionException {
    return of(tokens(body, json));
  }

  static Envelope of(TokenBuffer body) throws FunctionException {
    try {
      return hasMember(body) ? unwrapped(body) : new Envelope(false, Meeting.DEFAULT, body);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
  }

  private static boolean hasMember(TokenBuffer body) throws IOException {
    JsonParser top = body.asParserOnFirstToken();
    if (top.currentToken() == JsonToken.START_OBJECT) {
      while (top.nextToken() == JsonToken.FIELD_NAME) {
        if (top.currentName().equals(MEETING)) {
          return true;
        }
        top.nextToken();
        top.skipChildren();
      }
    }
    return false;
  }

  private static Envelope unwrapped(TokenBuffer body) throws IOException, FunctionException {
    Meeting meeting = Meeting.DEFAULT;
    TokenBuffer input = jsonNull();
    JsonParser top = body.asParserOnFirstToken();
    while (top.nextToken() == JsonToken.FIELD_NAME) {
      String name = top.currentName();
      top.nextToken();
      TokenBuffer member = tokens(top);
      switch (name) {
        case MEETING -> meeting = meeting(member);
        case INPUT -> input = member;
        default ->
            throw new FunctionException(
                ErrorCode.BAD_INPUT,
                "an envelope has the members 'frelay' and 'input' only; put the rest into 'input'");
      }
    }
    return new Envelope(true, meeting, input);
  }

  private static TokenBuffer tokens(byte[] body, ObjectMapper json) throws FunctionException {
    try (JsonParser parser = json.createParser(body)) {
      if (parser.nextToken() == null) {
        return jsonNull();
      }
      TokenBuffer tokens = tokens(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value", parser.currentTokenLocation());
      }
      return tokens;
    } catch (JsonProcessingException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT, "the body is not JSON: " + BadJson.describe(e), e);
    } catch (IOException e) {
      throw new FunctionException(ErrorCode.BAD_INPUT, "the body is not JSON", e);
    }
  }

  /** The value that a parser is at. */
  static TokenBuffer tokens(JsonParser parser) throws IOException {
    TokenBuffer tokens = new TokenBuffer(parser);
    tokens.copyCurrentStructure(parser);
    return tokens;
  }

  private static TokenBuffer jsonNull() throws IOException {
    TokenBuffer tokens = new TokenBuffer(null, false);
    tokens.writeNull();
    return tokens;
  }

  private static Meeting meeting(TokenBuffer member) throws FunctionException {
    try {
      Meeting meeting = STRICT.readValue(member.asParser());
      if (meeting != null && meeting.peers() != null && meeting.peers().contains(null)) {
        throw malformed(null);
      }
      return meeting == null ? Meeting.DEFAULT : meeting;
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private static FunctionException malformed(IOException cause) {
    return new FunctionException(
        ErrorCode.BAD_INPUT,
        "'frelay' has the members handler (text), tag (text), peers (list of texts), timeoutMs"
            + " (whole number) and relay (text), each optional",
        cause);
  }
}
