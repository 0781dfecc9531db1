package io.frelay.client.internal.session;

import io.frelay.protocol.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Name of a session: a nonce of each side, as far as each side knows them. */
final class SessionName {
  private static final int TAG_BYTES = 18;

  private final Nonce own;
  private Nonce peer;
  private boolean knownToPeer;

  SessionName(Nonce own) {
    this.own = own;
  }

  Nonce own() {
    return own;
  }

  /** The peer's half; null before it is known. */
  Nonce peer() {
    return peer;
  }

  boolean isComplete() {
    return peer != null;
  }

  void setPeer(Nonce half) {
    peer = half;
  }

  /** The peer has shown that it knows the own half. */
  void setKnownToPeer() {
    knownToPeer = true;
  }

  /** Returns whether the peer has shown that; otherwise it may be nascent. */
  boolean isKnownToPeer() {
    return knownToPeer;
  }

  /** Returns whether a frame is about this session. */
  boolean isMeant(Frame.Gone gone) {
    return gone.own().equals(peer);
  }

  /** Returns whether a greeting names this side. */
  boolean isMeant(Frame.Resume resume) {
    return resume.peer().equals(own);
  }

  /**
   * Tag at which both sides meet to go on. Only they know it beforehand, and it tells nothing of
   * the halves that it is made of.
   */
  String resumeTag() {
    if (peer == null) {
      throw new IllegalStateException("only once both halves are known");
    }
    boolean ownFirst = own.compareTo(peer) < 0;
    ByteBuffer name = ByteBuffer.allocate(2 * Nonce.BYTES);
    (ownFirst ? own : peer).write(name);
    (ownFirst ? peer : own).write(name);
    byte[] hash = Sha256.of("frelay/2 resume".getBytes(StandardCharsets.US_ASCII), name.array());
    return "frelay/2 " + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, TAG_BYTES));
  }
}
