/**
 * The folder of certificates on the disk.
 *
 * <p>{@link io.frelay.adm.folder.CertificateFolder} makes the files that a relay and its parties
 * read, in the places that {@link io.frelay.adm.folder.Layout} names, and {@link
 * io.frelay.adm.folder.RevokedParties} the revocation lists beside them. A {@link
 * io.frelay.adm.folder.FolderLock} makes commands wait for each other, and a {@link
 * io.frelay.adm.folder.FileBatch} writes all of a command's files or none.
 */
package io.frelay.adm.folder;
