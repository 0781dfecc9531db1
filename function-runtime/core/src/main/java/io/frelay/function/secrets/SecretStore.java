package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import java.util.Optional;

/** One place where secrets may be. Opened for one look-up of all names. */
interface SecretStore {
  /**
   * Looks for one secret.
   *
   * @return empty if it does not have the name
   * @throws SecretsException if it should have it but cannot be read
   */
  Optional<Secret> find(PartyVariable name) throws SecretsException;
}
