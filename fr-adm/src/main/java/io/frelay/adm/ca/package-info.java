/**
 * Keys, certificates and revocation lists: what may be in them, how long they are valid, and who
 * signed them.
 *
 * <p>{@link io.frelay.adm.ca.CertificateAuthority} signs certificates and {@link
 * io.frelay.adm.ca.UnsignedList} makes revocation lists; nothing here reads or writes a file.
 */
package io.frelay.adm.ca;
