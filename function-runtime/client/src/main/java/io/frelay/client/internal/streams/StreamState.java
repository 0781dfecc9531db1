package io.frelay.client.internal.streams;

import io.frelay.client.internal.session.ByteQueue;
import java.nio.ByteBuffer;

/**
 * One named stream at one side, from its first use by either side until both have ended it. Belongs
 * to a {@link StreamsEngine}.
 */
public final class StreamState {
  private static final int NONE = -1;

  /** Own direction. */
  static final class Sending {
    int id = NONE;
    boolean isOpen;
    boolean isEnded;
    boolean isRefused;
    int window = StreamsEngine.MIN_WINDOW;
    int credit = window;
  }

  /** The peer's direction. */
  static final class Receiving {
    int id = NONE;
    boolean isOpen;
    boolean isEnded;
    boolean isCut;
    boolean isDone;
    boolean isDiscarded;
    int allowed = StreamsEngine.MIN_WINDOW;
    int taken;
    final ByteQueue inbox = new ByteQueue();
  }

  private final String name;
  final Sending out = new Sending();
  final Receiving in = new Receiving();
  private Runnable listener = () -> {};

  StreamState(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Has somebody told when reads or writes may go on. */
  public void onChange(Runnable told) {
    listener = told;
  }

  void changed() {
    listener.run();
  }

  /** Returns whether the application here has asked for it. */
  boolean isAsked() {
    return out.id != NONE;
  }

  /** Returns whether both directions have ended, so that the peer may open the name again. */
  boolean isOver() {
    return out.isEnded && in.isEnded;
  }

  /** Returns whether the application here has taken the end, too, and so may do the same. */
  boolean isForgotten() {
    return isOver() && in.isDone;
  }

  /** Returns whether a read has something to return, if only the end. */
  public boolean isReadable() {
    return in.isEnded || !in.inbox.isEmpty();
  }

  /** Returns whether something can be written. */
  public boolean isWritable() {
    return out.credit > 0;
  }

  /** Returns whether the own direction has ended, by this side or because of the peer. */
  public boolean isOutputEnded() {
    return out.isEnded;
  }

  /** Returns whether the peer wanted no more of the own direction before that had ended. */
  public boolean isRefused() {
    return out.isRefused;
  }

  /** Returns whether the peer has broken its direction off. */
  public boolean isCut() {
    return in.isCut;
  }

  /** Returns whether it was closed here. */
  public boolean isClosed() {
    return in.isDiscarded;
  }

  /** Bytes that have come and were not taken. */
  long held() {
    return in.inbox.end() - in.inbox.start();
  }

  /** Moves what has come into a buffer. */
  int take(ByteBuffer to) {
    int count = in.inbox.read(to);
    in.taken += count;
    return count;
  }
}
