package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.SubjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Index of the users and parties in a folder of certificates. */
public final class FolderIndex {
  private final Layout layout;

  public FolderIndex(Layout layout) {
    this.layout = layout;
  }

  /** A user and a party that is in the folder. */
  public record Member(String user, String party) {}

  /** All parties that have a folder of their own under a user's. */
  public List<Member> parties() throws AdmException {
    List<Member> members = new ArrayList<>();
    for (String user : users()) {
      members.addAll(partiesBelow(user));
    }
    return members;
  }

  /** The parties that have a folder below that of {@code user}. */
  List<Member> partiesBelow(String user) throws AdmException {
    return names(layout.root().resolve(user)).stream()
        .filter(party -> Files.exists(layout.endToEnd(user, party).certificate()))
        .map(party -> new Member(user, party))
        .toList();
  }

  /** All users that have a CA. */
  List<String> users() throws AdmException {
    return names(layout.root()).stream()
        .filter(user -> Files.exists(layout.userCa(user).certificate()))
        .toList();
  }

  /**
   * Two names that differ only in letter case are one folder on some file systems, and one DNS name
   * everywhere.
   *
   * @param file what a folder holds that makes it a user's, or a party's
   * @throws AdmException if {@code folder} has such a twin of {@code name}
   */
  void requireNoTwin(Path folder, String name, String file) throws AdmException {
    for (String other : names(folder)) {
      if (other.equalsIgnoreCase(name)
          && !other.equals(name)
          && Files.exists(folder.resolve(other).resolve(file))) {
        throw new AdmException(
            "%s exists, and '%s' differs from it only in letter case; choose another name, or use that spelling"
                .formatted(folder.resolve(other), name));
      }
    }
  }

  /**
   * A user's CA key never comes to lie in a folder that may be handed to a party.
   *
   * @throws AdmException if the short place of a party has the name of {@code user}
   */
  void requireNoPartyFolder(String user) throws AdmException {
    for (String other : names(layout.root())) {
      PemPair shared = layout.shared(other);
      if (other.equalsIgnoreCase(user)
          && (Files.exists(shared.certificate()) || Files.exists(shared.key()))) {
        throw new AdmException(
            "%s is the folder of a party, and the key of a user CA must not be in a folder that is given to a party; choose another name for the user"
                .formatted(shared.certificate().getParent()));
      }
    }
  }

  /**
   * Owner of the short path {@code PARTY/}.
   *
   * @param owner for a message; empty if the user asked about has it or can have it
   * @param namesNoUser whether it holds a certificate of the party that names no user, as the
   *     system that this one follows made them
   */
  record ShortPlace(String owner, boolean namesNoUser) {
    static final ShortPlace FREE = new ShortPlace("", false);

    boolean isFree() {
      return owner.isEmpty();
    }
  }

  /**
   * Owner of a party's short path. A certificate that cannot be read or names another party belongs
   * to someone else, and so does the folder of a user, which contains the key of a CA.
   */
  ShortPlace shortPlace(String user, String party) throws AdmException {
    for (String other : users()) {
      if (other.equalsIgnoreCase(party)) {
        return new ShortPlace("user " + other, false);
      }
    }
    PemPair shared = layout.shared(party);
    if (!Files.exists(shared.certificate(), LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(shared.key(), LinkOption.NOFOLLOW_LINKS)) {
      return ShortPlace.FREE;
    }
    try {
      SubjectName owner = SubjectName.of(PemFiles.certificate(shared.certificate()));
      if (owner.equals(new SubjectName(party, user))) {
        return ShortPlace.FREE;
      }
      String name = IssuedNames.printable(owner.commonName());
      return owner.user().isEmpty()
          ? new ShortPlace("party %s of no user".formatted(name), owner.commonName().equals(party))
          : new ShortPlace(
              "user %s's party %s".formatted(IssuedNames.printable(owner.user()), name), false);
    } catch (AdmException e) {
      return new ShortPlace("an unknown owner (" + e.getMessage() + ")", false);
    }
  }

  private static List<String> names(Path folder) throws AdmException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AdmException("cannot read " + PemFiles.reason(e), e);
    }
  }
}
