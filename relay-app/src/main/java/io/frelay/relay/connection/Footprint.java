package io.frelay.relay.connection;

/**
 * Bytes that a connection takes in each stage by itself, without what passes through it: objects of
 * the JVM, and of BoringSSL. Measured, and rounded up; {@code docs/operating.md} derives from them
 * what a relay can hold.
 */
public final class Footprint {
  /** Accepted: a channel, its pipeline and its timer. */
  public static final int SILENT = 4 * 1024;

  /** In its handshake: TLS has made its keys and said its part. BoringSSL takes a third of it. */
  public static final int HANDSHAKE = 40 * 1024;

  /** Its handshake is done, and TLS waits for the request. */
  public static final int PREPARED = 20 * 1024;

  /** Its request is there, and TLS waits to say the answer. */
  public static final int WAITING = 20 * 1024;

  /** One of the two connections of a session. */
  public static final int JOINED = 5 * 1024;

  private Footprint() {}
}
