package io.frelay.client;

import io.frelay.client.session.SessionBinding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a party's work stands in a trace (W3C Trace Context), for its peer to go on from: {@code
 * frelay-trace/1}, section 10 of {@code docs/protocol.md}. The peer is told inside the end-to-end
 * TLS, so that the relay does not learn it.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param flags the trace flags, 0 to 255; bit 0 for sampled
 */
public record TraceContext(String traceId, String spanId, int flags) {
  /** Size of {@link #encode} in bytes. */
  static final int BYTES = 25;

  /** By ALPN, in front of the name of a protocol that binds its session. */
  private static final String PREFIX = "frelay-trace/1+";

  private static final int TRACE_ID = 16;
  private static final int SPAN_ID = 8;
  private static final int FLAGS = 0xff;

  /**
   * @throws IllegalArgumentException if it is none
   */
  public TraceContext {
    if (!isId(traceId, TRACE_ID) || !isId(spanId, SPAN_ID) || (flags & ~FLAGS) != 0) {
      throw new IllegalArgumentException("not a trace context");
    }
  }

  private static boolean isId(String id, int bytes) {
    return id.matches("[0-9a-f]{%d}".formatted(2 * bytes)) && !id.matches("0+");
  }

  /** What is offered, with the wish to tell, or be told, in front of what binds a session. */
  static List<String> offer(List<String> protocols) {
    List<String> all =
        new ArrayList<>(
            protocols.stream().filter(SessionBinding::isAgreed).map(PREFIX::concat).toList());
    all.addAll(protocols);
    return all;
  }

  /** Whether the TLS client tells. */
  static boolean isAgreed(String applicationProtocol) {
    return applicationProtocol.startsWith(PREFIX);
  }

  /** What is agreed on beside that. */
  static String inside(String applicationProtocol) {
    return isAgreed(applicationProtocol)
        ? applicationProtocol.substring(PREFIX.length())
        : applicationProtocol;
  }

  /** As it goes over the wire. */
  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(HexFormat.of().parseHex(traceId))
        .put(HexFormat.of().parseHex(spanId))
        .put((byte) flags)
        .array();
  }

  /** Empty if the peer has said zeros, which are none. */
  static Optional<TraceContext> decode(byte[] bytes) {
    String traceId = HexFormat.of().formatHex(bytes, 0, TRACE_ID);
    String spanId = HexFormat.of().formatHex(bytes, TRACE_ID, TRACE_ID + SPAN_ID);
    return Stream.of(traceId, spanId).anyMatch(id -> id.matches("0+"))
        ? Optional.empty()
        : Optional.of(new TraceContext(traceId, spanId, bytes[BYTES - 1] & FLAGS));
  }
}
