/**
 * Named streams over one session: {@link io.frelay.client.internal.streams.StreamsEngine} is told
 * what happens and says what to send; {@link io.frelay.client.internal.streams.StreamMultiplexer}
 * has the threads. The protocol is in {@code docs/protocol.md}, section 11.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.streams;
