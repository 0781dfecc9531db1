package io.frelay.client.internal.session;

/** Why a side has no such session. */
public enum GoneReason {
  /** It never had, or its process was restarted. */
  UNKNOWN(0),
  /** Its application broke it off. */
  ABORTED(1),
  /** The other broke the rules. */
  BROKEN_RULES(2);

  private final int code;

  GoneReason(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /**
   * Returns the reason that a code stands for. One that a later version adds means no more than
   * that the session is gone.
   */
  static GoneReason of(int code) {
    for (GoneReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    return UNKNOWN;
  }
}
