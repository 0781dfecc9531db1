package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.NullNode;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import java.io.IOException;
import java.util.Iterator;

/**
 * What a body says: {@code {"frelay":{...},"input":...}}, or the input alone. A body whose top is
 * an object with a member {@code frelay} is an envelope, and nothing else stands in it.
 *
 * @param meeting the session it names
 * @param input JSON null for an empty body
 */
record Envelope(Meeting meeting, JsonNode input) {
  private static final String MEETING = "frelay";
  private static final String INPUT = "input";

  /** Not the application's own, so that no setting of that changes the names in an envelope. */
  private static final ObjectReader STRICT =
      new ObjectMapper()
          .readerFor(Meeting.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  static Envelope decode(byte[] body, ObjectMapper json) throws FunctionException {
    return of(tree(body, json));
  }

  static Envelope of(JsonNode tree) throws FunctionException {
    if (!tree.has(MEETING)) {
      return new Envelope(Meeting.DEFAULT, tree);
    }
    for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals(MEETING) && !name.equals(INPUT)) {
        throw new FunctionException(
            ErrorCode.BAD_INPUT,
            "an envelope has the members 'frelay' and 'input' only; put the rest into 'input'");
      }
    }
    JsonNode input = tree.get(INPUT);
    return new Envelope(meeting(tree.get(MEETING)), input == null ? NullNode.getInstance() : input);
  }

  private static JsonNode tree(byte[] body, ObjectMapper json) throws FunctionException {
    try {
      JsonNode tree =
          json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(body);
      return tree == null || tree.isMissingNode() ? NullNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT, "the body is not JSON: " + BadJson.describe(e), e);
    } catch (IOException e) {
      throw new FunctionException(ErrorCode.BAD_INPUT, "the body is not JSON", e);
    }
  }

  private static Meeting meeting(JsonNode node) throws FunctionException {
    try {
      Meeting meeting = STRICT.readValue(node);
      return meeting == null ? Meeting.DEFAULT : meeting;
    } catch (IOException e) {
      throw new FunctionException(
          ErrorCode.BAD_INPUT,
          "'frelay' has the members handler (text), tag (text), peers (list of texts) and timeoutMs"
              + " (whole number), each optional",
          e);
    }
  }
}
