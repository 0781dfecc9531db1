/**
 * Streams over established connections: one that lives as long as its connection ({@code
 * RawTransport}), one that survives it ({@code ResumableTransport}), and the watches that end
 * either when its peer is not to be trusted any more.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.transport;
