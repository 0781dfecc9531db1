/**
 * TLS of both layers, driven by hand over blocking streams: the relay ({@code OuterTls}) and the
 * peer ({@code EndToEnd}).
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.tls;
