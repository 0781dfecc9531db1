/**
 * Connects a party to its peers through relays: credentials in, end-to-end stream out.
 *
 * <p>{@link io.frelay.client.FrelayClient} meets peers. What it returns is a {@link
 * io.frelay.client.PeerConnection}. Failures are {@link io.frelay.client.FrelayException}s, one
 * class for each layer: proxy, relay, peer, session.
 *
 * <p>This package and {@code io.frelay.client.group}, with operations among several parties, are
 * the whole API; {@code io.frelay.client.internal} may change at any time. JDK TLS only, no
 * reflection.
 */
package io.frelay.client;
