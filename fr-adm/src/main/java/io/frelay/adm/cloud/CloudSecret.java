package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.IssuedNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret in a cloud's store.
 *
 * @param name as that cloud allows
 * @param vault the Key Vault it lies in, for Azure; other clouds have none
 * @param update whether it is there already and gets a new value
 */
public record CloudSecret(CloudTarget cloud, String name, Optional<String> vault, boolean update) {
  private static final Pattern VAULT = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]");

  /**
   * Checks the names.
   *
   * @throws AdmException if a name is not one of that cloud's, or the vault is missing or too much
   */
  public static CloudSecret of(
      CloudTarget cloud, String name, Optional<String> vault, boolean update) throws AdmException {
    if (cloud == CloudTarget.AZURE && vault.isEmpty()) {
      throw new AdmException("an Azure secret is in a Key Vault; name the vault with --vault");
    }
    if (cloud != CloudTarget.AZURE && vault.isPresent()) {
      throw new AdmException("--vault is for azure; omit it for " + cloud);
    }
    if (vault.isPresent() && !VAULT.matcher(vault.get()).matches()) {
      throw new AdmException(
          "'%s' cannot name a Key Vault; its name is 3 to 24 letters, digits and hyphens, beginning with a letter"
              .formatted(IssuedNames.printable(vault.get())));
    }
    return new CloudSecret(cloud, cloud.checkName(name), vault, update);
  }

  /**
   * The command that stores it.
   *
   * @param bundle the file with the bundle
   * @param files where what {@link CloudTarget#files} wants is, in its order
   */
  public CloudCommand command(Path bundle, Map<String, Path> files) throws AdmException {
    return new CloudCommand(this, cloud.command(this, bundle, files));
  }
}
