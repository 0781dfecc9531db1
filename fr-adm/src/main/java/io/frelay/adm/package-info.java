/**
 * The certificate authority of Frelay, as a library and as the command {@code fr-adm}.
 *
 * <p>{@link io.frelay.adm.CertificateFolder} is the way in: it makes the files that a relay and its
 * parties read, in the places that {@link io.frelay.adm.Layout} names. Below it, {@link
 * io.frelay.adm.CertificateAuthority} signs, and knows no files. Every problem that the person at
 * the keyboard can solve is an {@link io.frelay.adm.AdmException}.
 */
package io.frelay.adm;
