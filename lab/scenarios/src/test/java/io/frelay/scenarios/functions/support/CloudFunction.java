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
  record Answer(int status, String body) {
    /** An error as all functions write it. */
    public static Answer error(int status, String code, String message) {
      return new Answer(
          status, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message));
    }
  }

  /** What it runs in. */
  FunctionProcess running();

  default Process process() {
    return running().process();
  }

  /** All it has printed so far. */
  default String log() {
    return running().log();
  }

  @Override
  default void close() {
    running().close();
  }
}
