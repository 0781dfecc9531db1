package io.frelay.function.secrets;

/** AWS's Parameters and Secrets extension, which serves Secrets Manager on a local port. */
interface AwsExtension {
  /**
   * Reads one secret.
   *
   * @param id the secret's name or ARN
   * @throws SecretsException if the extension does not answer in time, or refuses
   */
  Secret secret(String id) throws SecretsException;
}
