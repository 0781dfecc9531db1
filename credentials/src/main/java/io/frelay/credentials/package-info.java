/**
 * Credentials, and where they are kept.
 *
 * <p>{@link io.frelay.bundle.PartyVariable} names what a party is told; {@link
 * io.frelay.credentials.PemSource} reads it from texts and files; {@link
 * io.frelay.credentials.PartyIdentity} checks that it belongs together, and has a {@link
 * io.frelay.credentials.TlsLayer} for the relay and one for peers. A {@link
 * io.frelay.credentials.RevocationListInForce} follows its file. What is in a file is read by
 * {@link io.frelay.credentials.SmallFile}, and whether it has changed is seen by its {@link
 * io.frelay.credentials.FileStamp}.
 *
 * <p>Formats are in {@link io.frelay.pem}, one text for all of a party in {@link io.frelay.bundle}.
 */
package io.frelay.credentials;
