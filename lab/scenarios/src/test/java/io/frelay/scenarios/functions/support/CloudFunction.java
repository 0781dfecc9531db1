package io.frelay.scenarios.functions.support;

import java.time.Duration;

/** A deployed function in its cloud's own runtime, as a process. */
public interface CloudFunction extends AutoCloseable {
  /**
   * Calls it, as the cloud's callers do.
   *
   * @param json the body
   * @param limit what the platform allows
   */
  Answer invoke(String json, Duration limit);

  /**
   * Answer to the caller.
   *
   * @param status of HTTP
   */
  record Answer(int status, String body) {}

  @Override
  void close();

  Process process();
}
