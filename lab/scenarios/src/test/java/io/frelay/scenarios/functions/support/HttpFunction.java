package io.frelay.scenarios.functions.support;

import java.time.Duration;
import java.util.Map;

/** A function that is called by HTTP. */
public interface HttpFunction extends CloudFunction {
  /** URL of the function, without the handler's name and without a trailing slash. */
  String url();

  /** URL of a handler. */
  default String url(String handler) {
    return url() + "/" + handler;
  }

  /** One whose handler the request names. */
  @Override
  default Answer invoke(String json, Duration limit) {
    return invoke(url(), Map.of(), json, limit);
  }

  default Answer invoke(String url, Map<String, String> headers, String json, Duration limit) {
    return Http.post(url, headers, json, limit);
  }
}
