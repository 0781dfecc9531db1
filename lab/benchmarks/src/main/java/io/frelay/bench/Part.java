package io.frelay.bench;

import io.frelay.testkit.Run;

/**
 * One thing to measure; {@code bin/lab bench NAME} runs it alone.
 *
 * @param name as the command line spells it
 * @param description one line for {@code --help}
 */
record Part(String name, String description, Measurement measurement) {
  /** Measures, and fills the report. */
  interface Measurement {
    /**
     * Measures and fills the report, in a section of its own. Whatever it starts it also ends; what
     * it started by {@link Run#processes} is ended anyway when the run ends.
     *
     * @throws Exception if it could not measure; the report says so, and the other parts still run
     */
    void run(Run run) throws Exception;
  }
}
