package io.frelay.run;

/** A call has failed. */
final class CallFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  CallFailedException(Failure failure) {
    super(failure.toString());
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
