package io.frelay.function.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.frelay.function.FunctionException;

/**
 * What a caller gets instead of an output: {@code {"error":{"code":...,"peer":...,"message":...}}}.
 */
public final class ErrorAnswer {
  private ErrorAnswer() {}

  public static byte[] of(FunctionException failure, ObjectMapper json) {
    ObjectNode error = json.createObjectNode().put("code", failure.code().wireName());
    failure.peer().ifPresent(peer -> error.put("peer", peer));
    error.put("message", failure.getMessage());
    try {
      return json.writeValueAsBytes(json.createObjectNode().set("error", error));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts can be written", e);
    }
  }
}
