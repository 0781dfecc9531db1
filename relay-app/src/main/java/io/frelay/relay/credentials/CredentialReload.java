package io.frelay.relay.credentials;

import io.frelay.credentials.FileStamp;
import io.frelay.pem.PemException;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.config.TlsChoice;
import io.frelay.relay.observe.RelayMeters;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Takes the credentials anew when their files change, all or none: what does not belong together,
 * is damaged or missing leaves in force what was, and is complained of once.
 *
 * <p>A change counts when two looks in a row see the same, so that neither a file that is being
 * written nor a set of which one file has been replaced is taken for what it is to become. Files
 * are looked at by name, through symbolic links, so a rename over a file or a link that is turned
 * to another folder are changes like any other. {@link #readAgain} does not wait for that: whoever
 * asks says that the files are as they are to be. Not safe for several threads, but for {@link
 * #complaint}.
 */
public final class CredentialReload {
  private static final Logger LOG = Logger.getLogger(CredentialReload.class);

  private final RelayCredentialTexts sources;
  private final RelayTls tls;
  private final RelayMeters meters;
  private String inForce;
  private List<FileStamp> stampsInForce = List.of();
  private String lastSeen;
  private boolean warnedOfMemory;
  private volatile String complaint = "";

  private CredentialReload(
      RelayCredentialTexts sources,
      RelayCredentialTexts.Texts texts,
      RelayTls tls,
      RelayMeters meters) {
    this.sources = sources;
    this.tls = tls;
    this.meters = meters;
    this.inForce = texts.fingerprint();
    this.lastSeen = inForce;
  }

  /**
   * Begins with what the settings name, as it is now.
   *
   * @throws PemException in one sentence, if it is of no use, or its revocation list is older than
   *     one that was in force
   * @throws GeneralSecurityException if the certificates cannot be used for TLS
   * @throws SSLException if the TLS provider does not take them
   */
  public static CredentialReload start(RelayConfig config, RelayMeters meters)
      throws PemException, GeneralSecurityException, SSLException {
    RelayCredentialTexts sources = new RelayCredentialTexts(config);
    RelayCredentialTexts.Texts texts = sources.read();
    RelayCredentials first = RelayCredentials.of(texts);
    first.requireNotOlder(sources.listMemory(), sources.listName());
    RelayTls tls = new RelayTls(first, TlsChoice.of(config), config.revocationListOverdue());
    CredentialReload reload = new CredentialReload(sources, texts, tls, meters);
    first.warnings().forEach(LOG::warn);
    reload.remember(first);
    return reload;
  }

  /** The TLS whose credentials it replaces. */
  public RelayTls tls() {
    return tls;
  }

  /** Fault of the files where others are in force; empty if there is none. */
  public Optional<String> complaint() {
    return complaint.isEmpty() ? Optional.empty() : Optional.of(complaint);
  }

  /** Looks whether something has changed. */
  public void look() {
    List<FileStamp> stamps = sources.stamps();
    if (stamps.equals(stampsInForce)) {
      lastSeen = inForce;
      complaint = "";
      return;
    }
    RelayCredentialTexts.Texts texts;
    try {
      texts = sources.read();
    } catch (PemException e) {
      if (isSettled(e.getMessage())) {
        refuse(e.getMessage());
      }
      return;
    }
    String seen = texts.fingerprint();
    if (isSettled(seen) && (seen.equals(inForce) || take(texts))) {
      inForce = seen;
      stampsInForce = stamps;
      complaint = "";
    }
  }

  /** Reads all, and takes it at once if it is of use; says in any case what came of it. */
  public void readAgain() {
    List<FileStamp> stamps = sources.stamps();
    complaint = ""; // to say again what is still wrong
    try {
      RelayCredentialTexts.Texts texts = sources.read();
      lastSeen = texts.fingerprint();
      if (lastSeen.equals(inForce)) {
        LOG.info("the relay's credentials were read again and are those in force");
      } else if (!take(texts)) {
        return;
      }
      inForce = lastSeen;
      stampsInForce = stamps;
    } catch (PemException e) {
      lastSeen = e.getMessage();
      refuse(e.getMessage());
    }
  }

  /** Returns whether the previous look saw the same. */
  private boolean isSettled(String seen) {
    boolean same = seen.equals(lastSeen);
    lastSeen = seen;
    return same;
  }

  private boolean take(RelayCredentialTexts.Texts texts) {
    try {
      RelayCredentials next = RelayCredentials.of(texts);
      if (next.revocations().isEmpty() && tls.credentials().revocations().isPresent()) {
        refuse(sources.listName() + " is gone; to revoke nothing, give the relay an empty list");
        return false;
      }
      next.requireNotOlder(sources.listMemory(), sources.listName());
      tls.replace(next);
      remember(next);
      meters.reloaded();
      next.warnings().forEach(LOG::warn);
      LOG.infof("the relay's credentials have changed and are in force: %s", next.summary());
      return true;
    } catch (PemException | IllegalArgumentException e) {
      refuse(e.getMessage());
    } catch (GeneralSecurityException | SSLException e) {
      refuse("the relay's certificate or key is not usable for TLS: " + e.getMessage());
    }
    return false;
  }

  private void remember(RelayCredentials now) {
    try {
      now.rememberIn(sources.listMemory());
    } catch (IOException e) {
      if (!warnedOfMemory) {
        warnedOfMemory = true;
        LOG.warnf(
            "cannot record the revocation list in force (%s): after a restart an"
                + " older list would be accepted; set a file for it: relay.revocation-list-seen",
            e.toString());
      }
    }
  }

  private void refuse(String reason) {
    if (!reason.equals(complaint)) {
      complaint = reason;
      meters.reloadFailed();
      LOG.warnf("the changed credentials are refused, the former ones stay in force: %s", reason);
    }
  }
}
