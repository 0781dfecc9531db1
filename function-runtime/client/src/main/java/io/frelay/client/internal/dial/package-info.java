/**
 * Ways to the peer. {@code RelayConnector} repeats an attempt until the deadline; an attempt goes
 * through the layers in their order: {@code TcpConnection}, perhaps through a {@code Proxy}, {@code
 * OuterTls} (request, answer, close_notify), {@code EndToEnd}. An {@code EstablishedConnection} is
 * left.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.dial;
