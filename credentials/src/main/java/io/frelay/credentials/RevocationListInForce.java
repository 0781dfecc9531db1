package io.frelay.credentials;

import io.frelay.bundle.PartyVariable;
import io.frelay.pem.Authorities;
import io.frelay.pem.ListEditions;
import io.frelay.pem.ListMemory;
import io.frelay.pem.PemException;
import io.frelay.pem.RevocationLists;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The certificates of peers that the user CA has revoked. A list in a file is looked at before
 * every handshake, and so also whenever a session is taken up again, and every few seconds while a
 * session stands; a new one that is of no use, or older, leaves the former in force, and is logged
 * once. A list that is overdue still counts, or else nobody is let in. Safe for use by several
 * threads.
 */
public final class RevocationListInForce {
  /** No list: nobody is revoked. */
  public static final RevocationListInForce NOBODY =
      new RevocationListInForce(
          new Authorities(List.of(), List.of(), List.of()), Optional.empty(), Overdue.ACCEPT);

  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);
  private static final String FORMER_STAYS = "the former revocation list stays in force: ";

  /** Treatment of an overdue list. */
  enum Overdue {
    ACCEPT,
    REFUSE
  }

  private final Authorities authorities;
  private final Optional<Path> file;
  private final Overdue overdue;
  private final ListMemory memory;
  private RevocationLists lists = new RevocationLists(List.of(), ListEditions.NONE);
  private FileStamp seen = FileStamp.NONE;
  private Optional<String> trouble = Optional.empty();
  private Instant warnAgainAt = Instant.MIN;

  private RevocationListInForce(Authorities authorities, Optional<Path> file, Overdue overdue) {
    this.authorities = authorities;
    this.file = file;
    this.overdue = overdue;
    this.memory = file.map(ListMemory::beside).orElseGet(ListMemory::ofProcess);
  }

  /**
   * Reads a list, and follows its file if it is in one.
   *
   * @param authorities the user's CAs
   * @throws PemException if the list cannot be read, none of them has signed it, or it is older
   *     than one that was in force
   */
  public static RevocationListInForce of(PemSource source, Authorities authorities)
      throws PemException {
    RevocationListInForce peers =
        new RevocationListInForce(authorities, source.file(), Overdue.ACCEPT);
    if (source.file().isEmpty()) {
      peers.lists = peers.parse(source);
    } else {
      peers.readIfChanged(source.file().get());
    }
    peers.warnAgainAt = Instant.now().plus(BETWEEN_WARNINGS); // now it is for #warning to say
    return peers;
  }

  /** The same, but nobody is let in while the list is overdue. */
  synchronized RevocationListInForce refusingOverdue() {
    RevocationListInForce strict = new RevocationListInForce(authorities, file, Overdue.REFUSE);
    strict.lists = lists;
    strict.seen = seen;
    strict.warnAgainAt = warnAgainAt;
    return strict;
  }

  private RevocationLists parse(PemSource source) throws PemException {
    byte[] content = source.pem().getBytes(StandardCharsets.ISO_8859_1);
    return RevocationLists.parse(
        content, source.name(), PartyVariable.USER_CA.name(), authorities.all());
  }

  /**
   * Requires that none of a chain has been revoked.
   *
   * @throws CertificateException if one of them has been revoked; where we are the TLS client, its
   *     cause makes the JDK send the alert certificate_revoked (a server's is a general one). Also
   *     if nobody is let in because the list is overdue
   */
  public void requireNone(X509Certificate[] chain) throws CertificateException {
    Optional<String> closed = whyClosed(PartyVariable.USER_CRL.name());
    if (closed.isPresent()) {
      throw new CertificateException(closed.get());
    }
    if (Arrays.stream(chain).anyMatch(asOfNow())) {
      throw new CertificateException(
          "revoked",
          new CertPathValidatorException("revoked", null, null, -1, BasicReason.REVOKED));
    }
  }

  boolean contains(X509Certificate certificate) {
    return asOfNow().test(certificate);
  }

  /** Test for revoked certificates, by the list as it is now. */
  public Predicate<X509Certificate> asOfNow() {
    List<X509CRL> now = now().lists();
    return certificate -> now.stream().anyMatch(list -> list.isRevoked(certificate));
  }

  /** File that it is read from again; empty if it cannot change. */
  public Optional<Path> file() {
    return file;
  }

  /** Number and date of the list. */
  ListEditions editions() {
    return now().editions();
  }

  /**
   * @param former the list in force before this
   * @throws PemException if this is older
   */
  void requireNotOlderThan(RevocationListInForce former, String name) throws PemException {
    ListMemory before = ListMemory.ofProcess();
    try {
      before.remember(former.editions(), former.authorities.valid());
    } catch (IOException e) {
      throw new IllegalStateException("it is in no file", e);
    }
    before.requireNotOlder(editions(), name, authorities.valid());
  }

  /** Why nobody is let in, in a sentence; empty if that is not so. */
  Optional<String> whyClosed(String name) {
    return overdue == Overdue.REFUSE
        ? dueBefore(now(), Instant.now())
            .map(
                due ->
                    "a newer %s was due on %s, and by the one there is nobody is let in (USER_CRL_OVERDUE=refuse)"
                        .formatted(name, due))
        : Optional.empty();
  }

  /** Warning that does not prevent sessions yet. */
  synchronized Optional<String> warning(String name) {
    RevocationLists now = now();
    return trouble.isPresent()
        ? Optional.of(FORMER_STAYS + trouble.get())
        : dueBefore(now, Instant.now())
            .map(
                due ->
                    "a newer %s was due on %s; the one there is still counts".formatted(name, due));
  }

  private static Optional<Instant> dueBefore(RevocationLists lists, Instant now) {
    return lists.due().filter(now::isAfter);
  }

  private synchronized RevocationLists now() {
    if (file.isPresent()) {
      try {
        readIfChanged(file.get());
        note(Optional.empty());
      } catch (PemException e) {
        note(Optional.of(e.getMessage()));
      }
    }
    warnIfOverdue(Instant.now());
    return lists;
  }

  private void warnIfOverdue(Instant now) {
    if (now.isAfter(warnAgainAt)) {
      dueBefore(lists, now)
          .ifPresent(
              due -> {
                warnAgainAt = now.plus(BETWEEN_WARNINGS);
                log()
                    .log(
                        Level.WARNING,
                        "a newer {0} was due on {1}; {2}",
                        file.map(Path::toString).orElse(PartyVariable.USER_CRL.name()),
                        due,
                        overdue == Overdue.REFUSE
                            ? "nobody is let in until there is one"
                            : "the one there is still counts");
              });
    }
  }

  private synchronized void readIfChanged(Path list) throws PemException {
    FileStamp stamp = FileStamp.of(list); // before it is read, so that no later change is missed
    if (!stamp.equals(seen) || !stamp.exists()) {
      RevocationLists next = parse(PemSource.ofFile(list));
      memory.requireNotOlder(next.editions(), list.toString(), authorities.valid());
      lists = next;
      seen = stamp;
      remember(list);
    }
  }

  private void remember(Path list) {
    try {
      memory.remember(lists.editions(), authorities.valid());
    } catch (IOException e) { // a folder that may only be read is none of the caller's trouble
      log().log(Level.DEBUG, "after a restart a list older than " + list + " would be taken", e);
    }
  }

  /** Logs what has changed; the messages name the file and hold nothing of its content. */
  private void note(Optional<String> now) {
    if (now.equals(trouble)) {
      return;
    }
    trouble = now;
    if (now.isPresent()) {
      log().log(Level.WARNING, FORMER_STAYS + now.get());
    } else {
      log().log(Level.INFO, file.orElseThrow() + " is of use again and in force");
    }
  }

  private static System.Logger log() {
    return System.getLogger(RevocationListInForce.class.getName());
  }
}
