package io.frelay.client;

import io.frelay.client.session.Frame;
import io.frelay.client.session.FrameReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One connection of a session. One thread at a time may read, one may send; {@link #cut} may come
 * from any.
 */
final class Link {
  /** For last words where nobody is to be kept waiting. */
  static final Duration FAREWELL = Duration.ofMillis(200);

  private final Wire wire;
  private final TlsStream tls;
  private final FrameReader frames;
  private final List<X509Certificate> peerChain;
  private final Instant validUntil;
  private int known; // bytes of the current data frame that are here already; the reader's
  private volatile long heardAt = System.nanoTime();
  private volatile boolean greeted;
  private volatile boolean proven;
  private volatile boolean mute;
  private volatile boolean left;

  // guarded by the session's lock
  private long askedAt;
  private boolean asked;
  private boolean suspected;

  Link(Encounter encounter) {
    wire = encounter.wire();
    tls = encounter.tls();
    peerChain = tls.peerChain();
    validUntil = ExpiryWatch.validUntil(peerChain);
    frames =
        new FrameReader(
            new InputStream() {
              @Override
              public int read() {
                throw new UnsupportedOperationException("frames are read in pieces");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, bytes.length);
                return encounter.in().read(bytes, offset, length);
              }
            });
  }

  /** What the peer has shown. */
  List<X509Certificate> peerChain() {
    return peerChain;
  }

  /** When the first of that expires. */
  Instant validUntil() {
    return validUntil;
  }

  // --- the reader's ---

  /** Bounds what is read from now on; null lifts the bound. */
  void boundReads(Deadline deadline) {
    wire.boundReads(deadline);
  }

  /** The next frame, or null if the peer has closed the connection in good order. */
  Frame next() throws IOException {
    Frame frame = frames.next();
    heardAt = System.nanoTime();
    proven = greeted;
    greeted = true;
    return frame;
  }

  /** How many bytes of the current data frame are still to come. */
  int dataLeft() {
    return frames.dataLeft();
  }

  int read(byte[] bytes, int offset, int length) throws IOException {
    int count = frames.read(bytes, offset, length);
    heardAt = System.nanoTime();
    return count;
  }

  int known() {
    return known;
  }

  void setKnown(int count) {
    known = count;
  }

  /** Whether the peer has said anything behind its greeting. */
  boolean isProven() {
    return proven;
  }

  // --- the sender's ---

  void send(Frame frame) throws IOException {
    try {
      byte[] bytes = frame.encode();
      tls.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      mute = true;
      throw e;
    }
  }

  /** Sends data as one frame. */
  void send(byte[] bytes, int offset, int length) throws IOException {
    try {
      tls.write(
          ByteBuffer.wrap(new Frame.Data(length).encode()), ByteBuffer.wrap(bytes, offset, length));
    } catch (IOException e) {
      mute = true;
      throw e;
    }
  }

  /** Whether sending has failed. What the peer had sent before can still be read. */
  boolean isMute() {
    return mute;
  }

  // --- liveness, under the session's lock ---

  /** How long nothing has come. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /** The peer is being asked for a sign of life. */
  void ask() {
    asked = true;
    askedAt = System.nanoTime();
  }

  /** Whether it was asked, and has not been heard since. */
  boolean isAsked() {
    asked = asked && heardAt - askedAt < 0;
    return asked;
  }

  Duration askedFor() {
    return Duration.ofNanos(System.nanoTime() - askedAt);
  }

  /** We stood still: the peer has to show that it is there before anything is entrusted to it. */
  void suspect() {
    suspected = true;
    ask();
  }

  boolean isSuspected() {
    suspected = suspected && isAsked();
    return suspected;
  }

  // --- the end ---

  /** Says that we leave the session for good; the peer's answer can still be read. The sender's. */
  void leave(Deadline deadline) {
    left = true;
    try {
      if (tls.closeOutput(deadline)) {
        wire.shutdownOutput();
      }
    } catch (IOException e) {
      mute = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether that was said. */
  boolean isLeft() {
    return left;
  }

  /** Closes the socket at once. */
  void cut() {
    wire.close();
  }

  /** Ends in good order, by the deadline. */
  void end(Deadline deadline) {
    Farewell.say(wire, tls, deadline);
  }
}
