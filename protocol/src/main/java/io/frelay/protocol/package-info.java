/**
 * The wire contract between a party and the relay, in the order it is spoken.
 *
 * <ol>
 *   <li>TLS, mutual; the relay is named {@link io.frelay.protocol.Names#RELAY}.
 *   <li>Party to relay: one {@link io.frelay.protocol.AuthRequest}.
 *   <li>Relay to party: one {@link io.frelay.protocol.Answer}, either {@link
 *       io.frelay.protocol.Ready} or {@link io.frelay.protocol.Refusal}, then close_notify.
 *   <li>After a {@code Ready} the same TCP connection carries raw bytes between the two parties.
 * </ol>
 *
 * <p>Nothing here depends on a server or a cloud. {@code docs/protocol.md} has the prose.
 */
package io.frelay.protocol;
