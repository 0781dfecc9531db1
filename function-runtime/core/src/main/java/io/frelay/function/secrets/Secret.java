package io.frelay.function.secrets;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A text and where it is from.
 *
 * @param source what error messages call it: a variable, a file, a bundle
 * @param file that holds it and nothing else, if there is one
 */
record Secret(String text, String source, Optional<Path> file) {
  /**
   * Beginning of a reference of App Service; one that is still there at run time was not resolved.
   */
  private static final String KEY_VAULT_REFERENCE = "@Microsoft.KeyVault(";

  /**
   * Checks that it is one.
   *
   * @throws SecretsException if the platform has put a reference in the secret's place
   */
  static Secret of(String text, String source) throws SecretsException {
    return of(text, source, Optional.empty());
  }

  /** The same of what a file holds. */
  static Secret of(String text, Path file) throws SecretsException {
    return of(text, file.toString(), Optional.of(file));
  }

  private static Secret of(String text, String source, Optional<Path> file)
      throws SecretsException {
    if (text.stripLeading().startsWith(KEY_VAULT_REFERENCE)) {
      throw new SecretsException(
          source
              + " is an Azure Key Vault reference that the platform left unresolved: check the"
              + " reference, that the app's identity has the role 'Key Vault Secrets User' on the"
              + " vault and that the vault lets it in, then restart the app");
    }
    return new Secret(text, source, file);
  }

  /** Never the text. */
  @Override
  public String toString() {
    return source;
  }
}
