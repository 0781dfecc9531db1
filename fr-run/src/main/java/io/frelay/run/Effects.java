package io.frelay.run;

import java.nio.file.Path;
import java.util.List;

/**
 * All that a run does to the world outside. A dry run has others, which print what would be done.
 */
interface Effects {
  /**
   * Result of a program.
   *
   * @param out its standard output, without white space around it
   * @param err its standard error, likewise
   */
  record Finished(int exitCode, String out, String err) {}

  /** Sends a request and returns the function's answer. */
  String post(Destination to, PartyRequest request, Runnable connected)
      throws CallFailedException, InterruptedException;

  /**
   * Runs a program. An interrupt ends it.
   *
   * @throws CallFailedException if it is not there
   */
  Finished run(List<String> command) throws CallFailedException, InterruptedException;

  /**
   * Asks a program that has to know.
   *
   * @param inADryRun what a dry run goes on with
   * @return its standard output
   */
  String ask(List<String> command, String inADryRun)
      throws CallFailedException, InterruptedException;

  /** A file with the request's body, which only this user can read, and which is deleted later. */
  Path fileWith(PartyRequest request);

  /** An empty file of the same kind. */
  Path emptyFile();

  /** The content of such a file, without white space around it. */
  String read(Path file);
}
