package io.frelay.client.internal.tls;

import io.frelay.client.TraceContext;
import io.frelay.client.internal.session.SessionBinding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trace contexts on the wire: {@code frelay-trace/1}, section 10 of {@code docs/protocol.md}. The
 * TLS client sends one first, if both sides have agreed on it by ALPN.
 */
final class TraceExtension {
  /** Size of {@link #encode} in bytes. */
  static final int BYTES = 25;

  /** Bytes that say that there is none. */
  private static final byte[] NONE = new byte[BYTES];

  /** Stands in front of the ALPN name of a protocol that binds its session. */
  private static final String PREFIX = "frelay-trace/1+";

  private static final int TRACE_ID = 16;
  private static final int SPAN_ID = 8;
  private static final int FLAGS = 0xff;

  private TraceExtension() {}

  /** Protocols to offer: those that bind their session with this in front, then all. */
  static List<String> offer(List<String> protocols) {
    List<String> all =
        new ArrayList<>(
            protocols.stream().filter(SessionBinding::isAgreed).map(PREFIX::concat).toList());
    all.addAll(protocols);
    return all;
  }

  /** Returns whether the TLS client sends a trace context. */
  static boolean isAgreed(String applicationProtocol) {
    return applicationProtocol.startsWith(PREFIX);
  }

  /** Returns what is agreed on beside that. */
  static String inside(String applicationProtocol) {
    return isAgreed(applicationProtocol)
        ? applicationProtocol.substring(PREFIX.length())
        : applicationProtocol;
  }

  /** Encodes a context, or that there is none. */
  static byte[] encode(Optional<TraceContext> context) {
    return context.map(TraceExtension::encode).orElse(NONE);
  }

  private static byte[] encode(TraceContext context) {
    return ByteBuffer.allocate(BYTES)
        .put(HexFormat.of().parseHex(context.traceId()))
        .put(HexFormat.of().parseHex(context.spanId()))
        .put((byte) context.flags())
        .array();
  }

  /** Decodes what the peer has sent; empty if it has said zeros, which are none. */
  static Optional<TraceContext> decode(byte[] bytes) {
    String traceId = HexFormat.of().formatHex(bytes, 0, TRACE_ID);
    String spanId = HexFormat.of().formatHex(bytes, TRACE_ID, TRACE_ID + SPAN_ID);
    return Stream.of(traceId, spanId).anyMatch(id -> id.matches("0+"))
        ? Optional.empty()
        : Optional.of(new TraceContext(traceId, spanId, bytes[BYTES - 1] & FLAGS));
  }
}
