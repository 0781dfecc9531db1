package io.frelay.client.internal.streams;

import static io.frelay.client.internal.streams.StreamRulesException.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Named streams over the two streams of a session, at one side: section 11 of {@code
 * docs/protocol.md}. Pure: it has no thread, lock, socket or clock. Not safe for use by several
 * threads.
 *
 * <p>Each direction of a stream is opened by its sender, under a number of its own, so nobody waits
 * for the other to open one. The two directions of a name belong together. A number is taken until
 * the receiver is done with its direction; there are {@link #MAX_STREAMS}, which bounds what a peer
 * can have held here.
 */
public final class StreamsEngine {
  /** First bytes of each direction of the session. */
  public static final byte[] PREFACE = "\u00fffrelay-streams/1".getBytes(ISO_8859_1);

  /** Most streams at the same time that either side has opened. */
  public static final int MAX_STREAMS = 64;

  /** Bytes of a stream that a side holds whose application has not asked for it. */
  public static final int MIN_WINDOW = 16 << 10;

  /** Bytes of a stream that a side holds here whose application has asked for it. */
  public static final int WINDOW = 1 << 20;

  /** Most bytes that a peer may say it holds. */
  static final int MAX_WINDOW = 64 << 20;

  private final StreamTable streams = new StreamTable();
  private final StreamFrameDecoder frames = new StreamFrameDecoder();
  private final OutgoingFrames output = new OutgoingFrames();
  private StreamState dataOf; // of the data frame that is coming in

  // --- the application

  /**
   * Returns the stream of a name: a new one if there is none, or if both sides have ended the last
   * one and the end was read here or it was closed.
   *
   * @throws IllegalArgumentException if it cannot be a name
   * @throws IllegalStateException if there are too many streams
   */
  public StreamState ask(String name) {
    return streams.ask(name);
  }

  /**
   * Returns whether the peer has opened a stream of that name, or the application asked for one.
   */
  public boolean isKnown(String name) {
    return streams.isKnown(name);
  }

  /** Tells the peer that it was asked for, if it has not been told. */
  public void open(StreamState stream) {
    if (!stream.out.isOpen) {
      stream.out.isOpen = true;
      stream.in.allowed += WINDOW - MIN_WINDOW;
      output.add(new StreamFrame.Open(stream.out.id, WINDOW, stream.name()));
    }
  }

  /**
   * Takes what goes into one frame and the peer has room for.
   *
   * @return number of bytes
   * @throws IllegalStateException if the own direction has ended
   */
  public int write(StreamState stream, ByteBuffer from) {
    if (stream.out.isEnded) {
      throw new IllegalStateException("the stream is ended");
    }
    int count = Math.min(Math.min(from.remaining(), StreamFrame.MAX_DATA), stream.out.credit);
    if (count > 0) {
      open(stream);
      stream.out.credit -= count;
      output.add(new StreamFrame.Data(stream.out.id, count), from);
    }
    return count;
  }

  /** Ends the own direction behind all that was written. */
  public void end(StreamState stream) {
    end(stream, false);
  }

  private void end(StreamState stream, boolean isCut) {
    if (!stream.out.isEnded) {
      open(stream);
      stream.out.isEnded = true;
      output.add(new StreamFrame.End(stream.out.id, isCut));
      streams.freeIfOver(stream);
    }
  }

  /**
   * Reads what has come, and tells the peer that it was asked for.
   *
   * @return number of bytes; 0 if there are none yet, -1 at the end of the peer's direction
   */
  public int read(StreamState stream, ByteBuffer to) {
    open(stream);
    int count = stream.take(to);
    if (count == 0 && stream.in.isEnded) {
      done(stream);
      return -1;
    }
    if (!stream.in.isEnded && stream.in.taken >= WINDOW / 2) {
      stream.in.allowed += stream.in.taken;
      output.add(new StreamFrame.Credit(stream.in.id, stream.in.taken));
      stream.in.taken = 0;
    }
    return count;
  }

  /**
   * Ends the own direction and throws the peer's away.
   *
   * @param isCut whether the own direction is not all of it
   */
  public void close(StreamState stream, boolean isCut) {
    end(stream, isCut);
    stream.in.isDiscarded = true;
    stream.in.inbox.dropBefore(stream.in.inbox.end());
    done(stream);
    stream.changed();
  }

  /** Ends the own directions of all streams that were asked for. */
  public void endAll() {
    streams.all().stream().filter(StreamState::isAsked).forEach(this::end);
  }

  /** All streams whose name is not free. */
  List<StreamState> all() {
    return streams.all();
  }

  private void done(StreamState stream) {
    if (stream.in.isOpen && !stream.in.isDone) {
      open(stream); // a word on the peer's direction comes behind the own one's beginning
      stream.in.isDone = true;
      output.add(new StreamFrame.Done(stream.in.id));
      streams.freeIfOver(stream);
    }
  }

  // --- the peer

  /** Takes in all of some bytes that have come. */
  public void received(ByteBuffer bytes) throws StreamRulesException {
    while (bytes.hasRemaining()) {
      if (frames.dataLeft() > 0) {
        takeData(bytes);
        continue;
      }
      StreamFrame frame = frames.next(bytes);
      if (frame instanceof StreamFrame.Open open) {
        opened(open);
      } else if (frame instanceof StreamFrame.Data data) {
        dataBegins(data);
      } else if (frame instanceof StreamFrame.End end) {
        ended(end);
      } else if (frame instanceof StreamFrame.Credit credit) {
        credited(credit);
      } else if (frame instanceof StreamFrame.Done done) {
        finished(done);
      }
    }
  }

  private void opened(StreamFrame.Open open) throws StreamRulesException {
    StreamState stream = streams.opened(open.id(), open.name());
    stream.out.window = open.window();
    stream.out.credit += open.window() - MIN_WINDOW;
    if (stream.in.isDiscarded) {
      done(stream);
    }
    stream.changed();
  }

  private void dataBegins(StreamFrame.Data data) throws StreamRulesException {
    StreamState stream = streams.incoming(data.id());
    require(data.length() <= stream.in.allowed, "more data than fits the window");
    stream.in.allowed -= data.length();
    dataOf = stream;
  }

  private void takeData(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), frames.dataLeft());
    if (dataOf.in.isDiscarded) {
      bytes.position(bytes.position() + count);
    } else {
      dataOf.in.inbox.append(bytes, count);
      dataOf.changed();
    }
    frames.dataTaken(count);
  }

  private void ended(StreamFrame.End end) throws StreamRulesException {
    StreamState stream = streams.incoming(end.id());
    stream.in.isEnded = true;
    stream.in.isCut = end.isCut();
    streams.freeIfOver(stream);
    stream.changed();
  }

  private void credited(StreamFrame.Credit credit) throws StreamRulesException {
    StreamState stream = streams.outgoing(credit.id());
    require(credit.bytes() <= stream.out.window - stream.out.credit, "more credit than was used");
    stream.out.credit += credit.bytes();
    stream.changed();
  }

  private void finished(StreamFrame.Done done) throws StreamRulesException {
    StreamState stream = streams.outgoing(done.id());
    stream.out.isRefused = !stream.out.isEnded;
    end(stream, true);
    streams.freeOutgoing(done.id());
    stream.changed();
  }

  // --- what to send

  /** Returns whether there is something to send. */
  public boolean hasOutput() {
    return output.bytes() > 0;
  }

  /** Number of bytes to send. */
  public int outputBytes() {
    return output.bytes();
  }

  /** Takes all that is to be sent, in order. Valid until it is called again. */
  public ByteBuffer takeOutput() {
    return output.take();
  }
}
