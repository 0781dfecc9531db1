/**
 * The relay's credentials in force, and the TLS made of them.
 *
 * <p>{@link io.frelay.relay.credentials.RelayCredentialTexts} says where they are, {@link
 * io.frelay.relay.credentials.RelayCredentials} what they are worth together, {@link
 * io.frelay.relay.credentials.CredentialReload} takes them anew when their files change, and {@link
 * io.frelay.relay.credentials.RelayTls} is what every handshake begins with.
 */
package io.frelay.relay.credentials;
