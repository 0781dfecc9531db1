package io.frelay.scenarios.functions.support;

import java.time.Duration;

/** A function that runs in its cloud's own runtime, or what stands in for it on one machine. */
public interface CloudFunction extends AutoCloseable {
  Answer invoke(String json, Duration limit);

  Process process();

  @Override
  void close();

  record Answer(int status, String body) {}
}
