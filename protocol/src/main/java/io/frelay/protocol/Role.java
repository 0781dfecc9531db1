package io.frelay.protocol;

/** A party's side of the end-to-end TLS; on the wire the {@code Mode} of {@link Ready}. */
public enum Role {
  /** Mode 1: accepts the end-to-end TLS. Who came second, unless its ClientHello came with it. */
  SERVER(1),
  /** Mode 2: opens it. */
  CLIENT(2);

  private final int mode;

  Role(int mode) {
    this.mode = mode;
  }

  /** The number on the wire. */
  public int mode() {
    return mode;
  }

  static Role ofMode(int mode) throws MalformedMessageException {
    for (Role role : values()) {
      if (role.mode == mode) {
        return role;
      }
    }
    throw new MalformedMessageException("Mode is " + mode + ", not 1 or 2");
  }
}
