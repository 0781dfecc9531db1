/**
 * Measures the cost of carrying bytes between two connections. A {@link
 * io.frelay.bench.forwarding.Forwarder} yields connected {@link
 * io.frelay.bench.forwarding.ForwardedPair}s; a load ({@code BulkLoad}, {@code PingPong}) runs over
 * them, and a {@code Meter} reads what it cost whom meanwhile.
 */
package io.frelay.bench.forwarding;
