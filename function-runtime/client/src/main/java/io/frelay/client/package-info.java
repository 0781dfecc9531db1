/**
 * Connects a party through a relay: credentials in, end-to-end stream out.
 *
 * <p>{@link io.frelay.client.FrelayClient} repeats an {@code Attempt} until the deadline. An
 * attempt goes through the layers in their order: {@code Wire} (TCP), {@code OuterTls} (the relay:
 * request, answer, close_notify), {@code EndToEnd} (the peer), and what is left is a {@link
 * io.frelay.client.PeerConnection}. Each layer has its own {@link
 * io.frelay.client.FrelayException}.
 *
 * <p>JDK TLS only; no reflection; threads for sessions that survive their connections and for
 * revocation lists in files, and logging for the latter, only.
 */
package io.frelay.client;
