/**
 * Second stage: the TLS handshake is done or timed out, the certificate becomes a {@link
 * io.frelay.relay.authenticate.PartyId}, and the party's request an {@link
 * io.frelay.relay.authenticate.Arrival}.
 */
package io.frelay.relay.authenticate;
