package io.frelay.function.runtime;

import io.frelay.function.secrets.PartySource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Beans that are made by hand. */
class Beans {
  @Produces
  @Singleton
  PartySource party() {
    return PartySource.of(System.getenv(), ConfigProvider.getConfig());
  }
}
