package io.frelay.function.secrets;

import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sources of the application's parties. */
@Singleton
public class PartySources {
  private final List<ExtensionSecrets> extensions;

  @Inject
  PartySources(@All List<ExtensionSecrets> extensions) {
    this.extensions = List.copyOf(extensions);
  }

  /** The application's own party. */
  @Produces
  @Singleton
  PartySource own() {
    return PartySource.of(System.getenv(), ConfigProvider.getConfig(), extensions);
  }

  /**
   * Another party of the application, which is in the configuration alone.
   *
   * @param prefix of its properties, with a full stop at its end
   */
  public PartySource configured(String prefix) {
    return PartySource.configured(prefix, System.getenv(), ConfigProvider.getConfig(), extensions);
  }
}
