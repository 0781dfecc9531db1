/**
 * The certificate authority of Frelay, as a library and as the command {@code fr-adm}.
 *
 * <p>Four packages, of which each knows only those before it: {@code ca} signs and knows no files,
 * {@code folder} keeps what it signs on the disk, {@code cloud} gives a party what it reads, and
 * {@code cli} is the command. {@link io.frelay.adm.folder.CertificateFolder} is the way in. Every
 * problem that the person at the keyboard can solve is an {@link io.frelay.adm.AdmException}.
 */
package io.frelay.adm;
