package io.frelay.run;

/** Where a party is. */
enum PartyState {
  PREPARING("preparing"),
  CALLED("called"),
  CONNECTED("connected"),
  RETRYING("retrying"),
  DONE("done"),
  FAILED("failed"),
  ENDED("ended");

  private final String word;

  PartyState(String word) {
    this.word = word;
  }

  boolean isOver() {
    return this == DONE || this == FAILED || this == ENDED;
  }

  @Override
  public String toString() {
    return word;
  }
}
