package io.frelay.scenarios.functions.support;

import io.frelay.bundle.Bundle;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Errors in a party's secrets, and the exact messages to the caller. */
public enum Malformation {
  /** One is nowhere. */
  MISSING(Cloud.AZURE) {
    @Override
    public Case in(SecretSource source, Map<String, String> good, Path folder) {
      Map<String, String> secrets = new LinkedHashMap<>(good);
      secrets.remove("PARTY_KEY");
      return new Case(
          source.put(secrets, folder),
          "missing: PARTY_KEY; give each as a variable, as a file that PARTY_KEY_FILE and so on"
              + " name, or as a file in FRELAY_SECRETS_DIR, or all together as FRELAY_BUNDLE, which"
              + " fr-adm secrets makes"
              + source.searched());
    }
  },

  /** One is cut short; or the bundle is. */
  TRUNCATED(Cloud.CODE_ENGINE) {
    @Override
    public Case in(SecretSource source, Map<String, String> good, Path folder) {
      if (source.isBundle()) {
        String bundle = Bundle.encode(good);
        return new Case(
            source.putAs(bundle.substring(0, bundle.length() - 100), folder),
            source.bundleCalled(folder) + ": the bundle is cut short; store the whole of it again");
      }
      String pem = good.get("RELAY_CERT");
      return new Case(
          source.put(with(good, "RELAY_CERT", pem.substring(0, pem.length() - 100)), folder),
          source.called("RELAY_CERT", folder) + ": the PEM is cut short or damaged");
    }
  },

  /** A key is that of another certificate. */
  MISMATCHED(Cloud.AWS) {
    @Override
    public Case in(SecretSource source, Map<String, String> good, Path folder) {
      return new Case(
          source.put(with(good, "PARTY_KEY", good.get("RELAY_KEY")), folder),
          source.called("PARTY_KEY", folder)
              + " is not the key of "
              + source.called("PARTY_CERT", folder));
    }
  },

  /** A certificate's time is over. */
  EXPIRED(Cloud.GOOGLE) {
    @Override
    public Case in(SecretSource source, Map<String, String> good, Path folder) {
      Map<String, String> secrets = new LinkedHashMap<>(good);
      secrets.putAll(ExpiredParty.get().secrets());
      return new Case(
          source.put(secrets, folder),
          "%s expired on %s; make a new one with fr-adm"
              .formatted(source.called("RELAY_CERT", folder), ExpiredParty.get().validUntil()));
    }
  },

  /** Azure has not put the secret in a reference's place. */
  UNRESOLVED(Cloud.AZURE) {
    @Override
    public Case in(SecretSource source, Map<String, String> good, Path folder) {
      String reference = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s/)";
      return new Case(
          source.isBundle()
              ? source.putAs(reference, folder)
              : source.put(with(good, "RELAY_KEY", reference), folder),
          (source.isBundle() ? source.bundleCalled(folder) : source.called("RELAY_KEY", folder))
              + " is an Azure Key Vault reference that the platform left unresolved: check the"
              + " reference, that the app's identity has the role 'Key Vault Secrets User' on the"
              + " vault and that the vault lets it in, then restart the app");
    }
  };

  private final Cloud started;

  Malformation(Cloud started) {
    this.started = started;
  }

  /**
   * Cloud that starts functions with this fault, where each fault takes a start. The message is the
   * same on all clouds.
   */
  public Cloud started() {
    return started;
  }

  /**
   * Bad secrets where a function looks for them.
   *
   * @param variables for the function's environment
   * @param message what its caller gets to read
   */
  public record Case(Map<String, String> variables, String message) {}

  /**
   * Puts a set of secrets with this fault into a source.
   *
   * @param good a party's secrets, from which the bad ones are made
   * @param folder for files
   */
  public abstract Case in(SecretSource source, Map<String, String> good, Path folder);

  private static Map<String, String> with(Map<String, String> good, String name, String bad) {
    Map<String, String> secrets = new LinkedHashMap<>(good);
    secrets.put(name, bad);
    return secrets;
  }
}
