package io.frelay.function.client;

import io.frelay.function.PartyConfig;
import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/** Parties that the application is beside its own, each with a client of its own. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "frelay.clients")
public interface ClientsConfig {
  /** The parties by the names of their clients, as {@link FrelayClientName} has them. */
  @WithParentName
  @ConfigDocMapKey("name")
  Map<String, PartyConfig> named();
}
