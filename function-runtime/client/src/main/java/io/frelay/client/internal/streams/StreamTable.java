package io.frelay.client.internal.streams;

import static io.frelay.client.internal.streams.StreamRulesException.require;
import static io.frelay.client.internal.streams.StreamsEngine.MAX_STREAMS;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Streams of a session at one side, by name and by number. A name stands for one stream until both
 * sides have ended it and the application here has taken the end. The peer may open the name again
 * before that: its next stream waits until then.
 */
final class StreamTable {
  private final Map<String, StreamState> current = new HashMap<>();
  private final Map<String, StreamState> next = new HashMap<>();
  private final StreamState[] sending = new StreamState[MAX_STREAMS];
  private final StreamState[] receiving = new StreamState[MAX_STREAMS];

  /**
   * Returns the stream of a name, with a number for the own direction.
   *
   * @throws IllegalArgumentException if it cannot be a name
   * @throws IllegalStateException if there are too many streams
   */
  StreamState ask(String name) {
    StreamName.encode(name);
    StreamState known = current.get(name);
    if (known != null && known.isAsked()) {
      return known;
    }
    int id = Arrays.asList(sending).indexOf(null);
    if (id < 0) {
      throw new IllegalStateException(
          MAX_STREAMS
              + " streams are open already; one is free when the peer has read it to its end");
    }
    StreamState stream = current.computeIfAbsent(name, StreamState::new);
    stream.out.id = id;
    sending[id] = stream;
    return stream;
  }

  /** Returns the stream of which the peer opens its direction, with its number. */
  StreamState opened(int id, String name) throws StreamRulesException {
    require(receiving[id] == null, () -> "number " + id + " opened twice");
    StreamState last = current.get(name);
    boolean isNext = last != null && last.isOver();
    StreamState stream = (isNext ? next : current).computeIfAbsent(name, StreamState::new);
    require(!stream.in.isOpen, "a name opened twice");
    receiving[id] = stream;
    stream.in.id = id;
    stream.in.isOpen = true;
    return stream;
  }

  /** Returns whether a name stands for a stream. */
  boolean isKnown(String name) {
    return current.containsKey(name);
  }

  /** All streams that a name stands for. */
  List<StreamState> all() {
    return List.copyOf(current.values());
  }

  /** The stream of a direction that the peer has opened and not ended. */
  StreamState incoming(int id) throws StreamRulesException {
    StreamState stream = receiving[id];
    require(stream != null && !stream.in.isEnded, () -> "number " + id + " is not open");
    return stream;
  }

  /** The stream of an own direction, when the peer says something about that. */
  StreamState outgoing(int id) throws StreamRulesException {
    StreamState stream = sending[id];
    require(
        stream != null && stream.out.isOpen && stream.in.isOpen,
        () -> "a word on number " + id + ", which it has not opened");
    return stream;
  }

  /** The peer is done with an own direction. */
  void freeOutgoing(int id) {
    sending[id] = null;
  }

  /** Frees the number of the peer's direction if that is over, and the name if the stream is. */
  void freeIfOver(StreamState stream) {
    if (stream.in.isDone && stream.in.isEnded && receiving[stream.in.id] == stream) {
      receiving[stream.in.id] = null;
    }
    if (stream.isForgotten() && current.remove(stream.name(), stream)) {
      StreamState successor = next.remove(stream.name());
      if (successor != null) {
        current.put(stream.name(), successor);
      }
    }
  }
}
