package io.frelay.function.codeengine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.frelay.function.runtime.ExactJson;
import io.frelay.function.runtime.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The event that a Code Engine subscription has started a job run for: the attributes of a
 * CloudEvent are in the variables {@code CE_ID}, {@code CE_SOURCE}, {@code CE_TYPE} and so on, its
 * data in {@code CE_DATA}.
 *
 * <p>Source: IBM, <a
 * href="https://cloud.ibm.com/docs/codeengine?topic=codeengine-subscribing-events">Getting started
 * with subscriptions</a>
 */
final class JobEvent {
  private static final String DATA = "CE_DATA";
  private static final String TYPE = "CE_TYPE";

  /** Attributes of CloudEvents, section 3, by their variables. */
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          "CE_SPECVERSION",
          "ce-specversion",
          "CE_ID",
          "ce-id",
          "CE_SOURCE",
          "ce-source",
          TYPE,
          "ce-type",
          "CE_SUBJECT",
          "ce-subject",
          "CE_TIME",
          "ce-time");

  private JobEvent() {}

  /** Other variables that begin with CE_ are in every job run. */
  static boolean isOne(Map<String, String> environment) {
    return environment.containsKey(DATA) || environment.containsKey(TYPE);
  }

  /** Under the names that they have over HTTP; none without an event. */
  static HttpHeaders attributes(Map<String, String> environment) {
    Map<String, List<String>> lines = new HashMap<>();
    ATTRIBUTES.forEach(
        (variable, header) -> {
          if (environment.containsKey(variable)) {
            lines.put(header, List.of(environment.get(variable)));
          }
        });
    return HttpHeaders.ofTexts(lines);
  }

  /** The event as one JSON document, which is then what such an event is anywhere. */
  static byte[] of(Map<String, String> environment) {
    ObjectNode event = ExactJson.MAPPER.createObjectNode();
    event.put("specversion", environment.getOrDefault("CE_SPECVERSION", "1.0"));
    event.put("id", environment.getOrDefault("CE_ID", ""));
    event.put("source", environment.getOrDefault("CE_SOURCE", ""));
    event.put("type", environment.getOrDefault(TYPE, ""));
    if (environment.containsKey(DATA)) {
      event.set("data", data(environment.get(DATA)));
    }
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode data(String text) {
    try {
      JsonNode data = ExactJson.MAPPER.readTree(text);
      return data.isMissingNode() ? TextNode.valueOf(text) : data;
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }
}
