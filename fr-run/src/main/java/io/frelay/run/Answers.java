package io.frelay.run;

import io.frelay.run.Failure.Outlook;

/** The answers of functions. */
final class Answers {
  private Answers() {}

  /** Returns the answer if it is one JSON value: it becomes part of one. */
  static String checked(String answer) throws CallFailedException {
    var problem = JsonText.problem(answer);
    if (problem.isPresent()) {
      throw new CallFailedException(
          Failure.of("bad_answer", "the answer is no output: " + problem.get(), Outlook.UNKNOWN));
    }
    return answer;
  }
}
