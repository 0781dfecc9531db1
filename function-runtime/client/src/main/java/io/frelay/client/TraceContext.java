package io.frelay.client;

/**
 * Position of a party's work in a trace (W3C Trace Context), for its peer to go on from: {@code
 * frelay-trace/1}, section 10 of {@code docs/protocol.md}. The peer is told inside the end-to-end
 * TLS, so that the relay does not learn it.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param flags the trace flags, 0 to 255; bit 0 for sampled
 */
public record TraceContext(String traceId, String spanId, int flags) {
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
}
