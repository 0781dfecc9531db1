package io.frelay.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;

/**
 * Which session an invocation is for. Every member may be missing; the deployment's {@code
 * FRELAY_HANDLER}, {@code TAG}, {@code DEST} and {@code FRELAY_TIMEOUT} stand in.
 *
 * @param handler the name of the handler to call
 * @param tag tells sessions of the same parties apart
 * @param peers the parties to meet; this party's own name is dropped, so that all parties can be
 *     sent the same; an empty list is for a call without peers
 * @param timeoutMs how long the invocation may take, in milliseconds, if that is shorter than the
 *     platform allows
 * @param relay where to meet, as {@code RELAY} says it, if the owner allows to choose
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Meeting(
    String handler, String tag, List<String> peers, Long timeoutMs, String relay) {
  /** All by default. */
  public static final Meeting DEFAULT = new Meeting(null, null, null, null);

  /** At the function's own relay. */
  public Meeting(String handler, String tag, List<String> peers, Long timeoutMs) {
    this(handler, tag, peers, timeoutMs, null);
  }

  public static Meeting of(String tag, String... peers) {
    return new Meeting(null, tag, List.of(peers), null);
  }

  public Meeting within(Duration timeout) {
    return new Meeting(handler, tag, peers, timeout.toMillis(), relay);
  }

  /** This one's members, and {@code other}'s where this has none. */
  public Meeting or(Meeting other) {
    return new Meeting(
        handler != null ? handler : other.handler,
        tag != null ? tag : other.tag,
        peers != null ? peers : other.peers,
        timeoutMs != null ? timeoutMs : other.timeoutMs,
        relay != null ? relay : other.relay);
  }
}
