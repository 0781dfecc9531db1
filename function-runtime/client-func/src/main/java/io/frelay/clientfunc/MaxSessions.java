package io.frelay.clientfunc;

import picocli.CommandLine.Option;

/** Option of the commands whose sessions each carry one local connection. */
final class MaxSessions {
  @Option(
      names = "--max-sessions",
      paramLabel = "N",
      defaultValue = "100",
      description = "Maximum number of parallel sessions (default: ${DEFAULT-VALUE}).")
  private int number;

  int number() throws UsageException {
    return positive(number);
  }

  static int positive(int maxSessions) throws UsageException {
    if (maxSessions < 1) {
      throw new UsageException("--max-sessions is not a number from 1 on");
    }
    return maxSessions;
  }
}
