package io.frelay.chaos.party;

/** Use of a session. */
enum TrafficPattern {
  /** Pieces of up to 64 KiB, read at once. */
  BULK(65_536, 100, 0),

  /** The writer would be faster than the reader: the window is full most of the time. */
  SLOW_READER(65_536, 10, 20),

  /** Messages of up to 20 kB. */
  MESSAGES(20_000, 20, 0),

  /** A message, and then its answer, in turn. */
  DIALOGUE(1_000, 5, 0),

  /** The same, in short and seldom: of these there can be many. */
  QUIET(200, 0, 0);

  final int longest;
  final int longestPauseMillis;
  final int readerPauseMillis;

  /**
   * @param longest piece or message in bytes
   * @param longestPauseMillis between two of them, if nothing else is said
   * @param readerPauseMillis after every 16 KiB at most
   */
  TrafficPattern(int longest, int longestPauseMillis, int readerPauseMillis) {
    this.longest = longest;
    this.longestPauseMillis = longestPauseMillis;
    this.readerPauseMillis = readerPauseMillis;
  }

  /** All but {@link #QUIET} in turn. */
  static TrafficPattern of(int session) {
    return values()[session % (values().length - 1)];
  }

  boolean isOfMessages() {
    return this == MESSAGES || isDialogue();
  }

  boolean isDialogue() {
    return this == DIALOGUE || this == QUIET;
  }
}
