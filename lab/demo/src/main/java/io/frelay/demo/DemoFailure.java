package io.frelay.demo;

/** The demo cannot go on; the message is one sentence that says why. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String output;

  DemoFailure(String message) {
    this(message, "");
  }

  /**
   * @param output what the process in question has to say itself; may be empty
   */
  DemoFailure(String message, String output) {
    super(message);
    this.output = output;
  }

  String output() {
    return output;
  }
}
