package io.frelay.protocol;

/** Fuzzes the answer of a relay or of another program. */
public final class AnswerTarget {
  private AnswerTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Answer answer;
    try {
      answer = Answer.decode(input);
    } catch (MalformedMessageException e) {
      return;
    }
    if (answer instanceof Ready ready && ready.version() < 1) {
      throw new AssertionError("a version that there is not: " + ready);
    }
    if (answer instanceof Refusal refusal) {
      for (char c : refusal.message().toCharArray()) {
        if (Character.isISOControl(c)) {
          throw new AssertionError("a refusal that could pose as a line of the log");
        }
      }
    }
    try {
      if (!Answer.decode(answer.encode()).equals(answer)) {
        throw new AssertionError("another answer after a round trip: " + answer);
      }
    } catch (MalformedMessageException e) {
      throw new AssertionError("does not read what it wrote", e);
    }
  }
}
