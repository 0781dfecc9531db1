/**
 * Named streams over one session: {@link io.frelay.client.internal.streams.StreamsEngine} is told
 * what happens and says what to send; {@link io.frelay.client.internal.streams.StreamMultiplexer}
 * is for the application, with one thread that reads, and others that send. The protocol is in
 * {@code docs/protocol.md}, section 11.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.streams;
