package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.ChainCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CAs that certificates are inspected against.
 *
 * @param cas in the order of search
 */
record FolderCas(List<Ca> cas) {
  /** PARTY below USER below the folder: from a party's file up to the relay CA. */
  private static final int LEVELS = 3;

  /** A CA and its file. */
  record Ca(Path file, X509Certificate certificate) {
    /** Path of the CA's revocation list, if it has one. */
    Path revocations() {
      return file.resolveSibling(isOfUser() ? Layout.USER_REVOCATIONS : Layout.REVOCATIONS);
    }

    /** True for a user's CA, false for the relay CA. */
    boolean isOfUser() {
      return file.endsWith(Layout.USER_CA);
    }
  }

  /** CAs of a folder: the relay CA and the users' CAs. Skips damaged files. */
  static FolderCas in(Path folder) throws AdmException {
    List<Path> files = new ArrayList<>();
    files.add(folder.resolve(Layout.RELAY_CA));
    files.add(folder.resolve(Layout.USER_CA));
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries.sorted().map(entry -> entry.resolve(Layout.USER_CA)).forEach(files::add);
      } catch (IOException e) {
        throw new AdmException("cannot read " + PemFiles.reason(e), e);
      }
    }
    List<Ca> cas = new ArrayList<>();
    for (Path file : files) {
      cas.addAll(read(file));
    }
    return new FolderCas(List.copyOf(cas));
  }

  private static List<Ca> read(Path file) {
    try {
      return Files.isRegularFile(file)
          ? PemFiles.certificates(file).stream().map(ca -> new Ca(file, ca)).toList()
          : List.of();
    } catch (AdmException e) {
      return List.of(); // to see what is wrong with it, inspect it
    }
  }

  /** CAs of the folders above {@code file}, up to the folder with the relay CA. */
  static FolderCas around(Path file) throws AdmException {
    List<Ca> cas = new ArrayList<>();
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path here = Path.of("").toAbsolutePath();
    for (int level = 0; level < LEVELS && folder != null; level++, folder = folder.getParent()) {
      Path shown = folder.startsWith(here) ? here.relativize(folder) : folder;
      cas.addAll(in(shown).cas());
      if (Files.exists(folder.resolve(Layout.RELAY_CA))) {
        break;
      }
    }
    return cas.isEmpty() ? in(Path.of(Layout.DEFAULT_ROOT)) : new FolderCas(List.copyOf(cas));
  }

  /** The folder with the relay CA, if it is among those searched. */
  Optional<Layout> folder() {
    return cas.stream()
        .map(Ca::file)
        .filter(file -> file.endsWith(Layout.RELAY_CA))
        .map(file -> new Layout(Optional.ofNullable(file.getParent()).orElse(Path.of("."))))
        .findFirst();
  }

  /** The CA that signed a certificate, or the certificate itself if it is a root. */
  Optional<Ca> signerOf(X509Certificate certificate) {
    return cas.stream().filter(ca -> ChainCheck.signed(ca.certificate(), certificate)).findFirst();
  }
}
