package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import io.quarkus.credentials.CredentialsProvider;
import io.quarkus.credentials.runtime.CredentialsProviderFinder;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link CredentialsProvider} of the application gives: the variables by their names, or, as
 * many give nothing else, a bundle as the password.
 */
@Singleton
@Priority(2)
class CredentialsProviderSecrets implements ExtensionSecrets {
  private static final String NAME = "CREDENTIALS_PROVIDER";
  private static final String BEAN = "CREDENTIALS_PROVIDER_NAME";

  @Override
  public Map<String, Secret> read(Variables configuration) throws SecretsException {
    Optional<String> name = configuration.get(NAME);
    if (name.isEmpty()) {
      return Map.of();
    }
    String source = "credentials provider " + name.get();
    Map<String, String> given = given(name.get(), configuration.get(BEAN), source);
    Map<String, Secret> secrets = new HashMap<>();
    for (PartyVariable each : PartyVariable.values()) {
      String text = given.get(each.name());
      if (text != null) {
        secrets.put(each.name(), Secret.of(text, each.name() + " of " + source));
      }
    }
    String password = given.get(CredentialsProvider.PASSWORD_PROPERTY_NAME);
    return secrets.isEmpty() && password != null
        ? Places.unpacked(Secret.of(password, "the password of " + source))
        : secrets;
  }

  private static Map<String, String> given(String name, Optional<String> bean, String source)
      throws SecretsException {
    try {
      return CredentialsProviderFinder.find(bean.orElse(null)).getCredentials(name);
    } catch (RuntimeException e) { // whatever a provider throws
      throw new SecretsException(source + " gives nothing: " + e.getMessage(), e);
    }
  }
}
