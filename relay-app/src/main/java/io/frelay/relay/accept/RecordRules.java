package io.frelay.relay.accept;

import io.frelay.protocol.TlsRecord;
import io.netty.buffer.ByteBuf;

/**
 * Decides which bytes of a connection are its outer TLS's, by what the protocol allows (RFC 8446,
 * 5.1). Until the request is complete every record is. After it, only records are that the outer
 * TLS alone can have made ({@link BufferedRecord#mayBeOuterTls}). Knows no network; not safe for
 * threads.
 *
 * <pre>
 *   FLIGHT -- a record there --> QUEUED -- its turn --> HANDSHAKE -- more to come --> FLIGHT
 *   HANDSHAKE -- its end --> AUTHENTICATED -- request complete --> REQUESTED &lt;--> HOLDING
 * </pre>
 */
final class RecordRules {
  /** Bytes of a handshake and a request, in records of one byte even; beyond is an attack. */
  private static final int MAX_BEFORE_REQUEST = 128 * 1024;

  /** Part of these for the handshake: TLS keeps all of it, and a copy, until it is complete. */
  private static final int MAX_IN_HANDSHAKE = 64 * 1024;

  /** Raw bytes that may come early: a first flight of the end-to-end TLS, not a stream. */
  private static final int MAX_HELD = 64 * 1024;

  private enum State {
    /** The first record of the next handshake flight has not come yet. */
    FLIGHT,
    /** It is, and waits for its turn. */
    QUEUED,
    /** All is TLS, every byte counted. */
    HANDSHAKE,
    /** The same, but for a handshake: that would be another one (a renegotiation in TLS 1.2). */
    AUTHENTICATED,
    /** The request is there; only what TLS alone can have sent is still TLS. */
    REQUESTED,
    /** Nothing passes: the connection is being switched. */
    HOLDING
  }

  /** Fate of the bytes that are held. */
  enum Verdict {
    /** They stay, at least until more comes. */
    STAY,
    /** The record that they begin with goes to TLS. */
    PASS,
    /** They stay; the first record of a flight is there, which now waits for its turn. */
    FLIGHT_CAME,
    /** They cannot be TLS. */
    NOT_TLS,
    /** They begin a handshake that no honest party begins. */
    TLS_FAILED,
    /** More have come than anyone honest sends. */
    TOO_MANY_BYTES
  }

  /** What the bytes that stay leave room for. */
  enum Room {
    /** More may come. */
    SOME,
    /** Whatever comes has to wait outside. */
    NONE,
    /** They are more than anyone honest sends so early. */
    EXCEEDED
  }

  private State state = State.HANDSHAKE;
  private int passed;

  /** From now on the first record of each handshake flight waits for {@link #turn}. */
  void holdFlights() {
    state = State.FLIGHT;
  }

  /** The flight that has come may pass. */
  void turn() {
    state = State.HANDSHAKE;
  }

  /** What is there of the flight has passed; the next one waits, unless the handshake is over. */
  void turnOver() {
    if (state == State.HANDSHAKE) {
      state = State.FLIGHT;
    }
  }

  /** The handshake is complete: whoever begins another has no honest reason to. */
  void handshakeComplete() {
    state = State.AUTHENTICATED;
  }

  /** The request is complete, or the switch was called off: raw bytes may come. */
  void requestComplete() {
    state = State.REQUESTED;
  }

  /** Nothing passes from now on. */
  void hold() {
    state = State.HOLDING;
  }

  boolean isHolding() {
    return state == State.HOLDING;
  }

  /** Returns whether the request is not complete. */
  boolean isBeforeRequest() {
    return state.compareTo(State.AUTHENTICATED) <= 0;
  }

  /**
   * Judges the bytes that have come and not passed. A record that passes is counted.
   *
   * @param held one byte at least
   */
  Verdict judge(ByteBuf held) {
    return switch (state) {
      case HOLDING, QUEUED -> Verdict.STAY;
      case FLIGHT -> isTls(held) ? flight(held) : Verdict.NOT_TLS;
      case HANDSHAKE -> isTls(held) ? record(held, MAX_IN_HANDSHAKE) : Verdict.NOT_TLS;
      case AUTHENTICATED -> behindHandshake(held);
      case REQUESTED ->
          BufferedRecord.mayBeOuterTls(held) ? record(held, MAX_BEFORE_REQUEST) : Verdict.STAY;
    };
  }

  /** Returns whether it may be a TLS record; the first one is of a handshake. */
  private boolean isTls(ByteBuf held) {
    return (passed > 0 || BufferedRecord.type(held) == TlsRecord.HANDSHAKE)
        && !BufferedRecord.isTooLong(held);
  }

  private Verdict flight(ByteBuf held) {
    if (BufferedRecord.wholeSize(held) == 0) {
      return Verdict.STAY;
    }
    state = State.QUEUED;
    return Verdict.FLIGHT_CAME;
  }

  /** TLS 1.3 sends what comes later, such as a KeyUpdate, as application data. */
  private Verdict behindHandshake(ByteBuf held) {
    if (BufferedRecord.type(held) == TlsRecord.HANDSHAKE) {
      return Verdict.TLS_FAILED;
    }
    return isTls(held) ? record(held, MAX_BEFORE_REQUEST) : Verdict.NOT_TLS;
  }

  private Verdict record(ByteBuf held, int max) {
    int size = BufferedRecord.wholeSize(held);
    if (size == 0) {
      return Verdict.STAY;
    }
    passed += size;
    return passed > max ? Verdict.TOO_MANY_BYTES : Verdict.PASS;
  }

  /** Judges how many bytes stay. */
  Room room(ByteBuf held) {
    int there = held.readableBytes();
    if (state == State.QUEUED) {
      // If nothing follows the ClientHello, the end of the input is still seen at once.
      return there > BufferedRecord.wholeSize(held) ? Room.NONE : Room.SOME;
    }
    if (there <= MAX_HELD) {
      return Room.SOME;
    }
    return state == State.HOLDING ? Room.NONE : Room.EXCEEDED;
  }

  /** Bytes that TLS keeps of its handshake: its messages, and a buffer to put them together. */
  long keptByTls() {
    return state.compareTo(State.AUTHENTICATED) < 0 ? 2L * passed : 0;
  }
}
