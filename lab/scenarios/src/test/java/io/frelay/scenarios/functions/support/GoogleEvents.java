package io.frelay.scenarios.functions.support;

import java.time.Duration;

/**
 * Delivers CloudEvents as Eventarc does, by HTTP.
 *
 * <p>Source: <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">CloudEvents,
 * HTTP Protocol Binding</a>
 */
public final class GoogleEvents {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final GoogleFunction function;

  public GoogleEvents(GoogleFunction function) {
    this.function = function;
  }

  /**
   * The attributes in headers, the data as body.
   *
   * @return the status: 200 acknowledges the event, others have it delivered again
   */
  public int binary(String id, String type, String data) {
    return function
        .request(LIMIT)
        .header("ce-specversion", "1.0")
        .header("ce-id", id)
        .header("ce-type", type)
        .header("ce-source", "//scenarios")
        .body(data)
        .post()
        .statusCode();
  }

  /**
   * All of it in the body.
   *
   * @return the status
   */
  public int structured(String id, String type, String data) {
    return function
        .request(LIMIT)
        .contentType("application/cloudevents+json; charset=utf-8")
        .body(
            """
            {"specversion":"1.0","id":"%s","type":"%s","source":"//scenarios",
            "datacontenttype":"application/json","data":%s}"""
                .formatted(id, type, data))
        .post()
        .statusCode();
  }
}
