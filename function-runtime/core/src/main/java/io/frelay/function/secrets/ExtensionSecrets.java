package io.frelay.function.secrets;

import java.util.Map;

/** Secrets that another extension of the application keeps, where the configuration names them. */
interface ExtensionSecrets {
  /**
   * Secrets by the names of the variables that they are for.
   *
   * @param configuration names them, or does not: then there are none
   * @throws SecretsException if what is named is not there, or of no use
   */
  Map<String, Secret> read(Variables configuration) throws SecretsException;
}
