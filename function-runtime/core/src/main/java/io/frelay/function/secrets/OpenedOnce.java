package io.frelay.function.secrets;

import io.frelay.bundle.PartyVariable;
import java.util.Map;
import java.util.Optional;

/** A store that holds several secrets and is opened when the first is asked for. */
final class OpenedOnce implements SecretStore {
  /** Opens it; empty if the deployment has none. */
  interface Opening {
    Map<String, Secret> open() throws SecretsException;
  }

  private final Opening opening;
  private Map<String, Secret> content;

  OpenedOnce(Opening opening) {
    this.opening = opening;
  }

  @Override
  public Optional<Secret> find(PartyVariable name) throws SecretsException {
    if (content == null) {
      content = opening.open();
    }
    return Optional.ofNullable(content.get(name.name())).filter(s -> !s.text().isBlank());
  }
}
