package io.frelay.function;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** Settings for dev mode and tests only; none of them counts in production. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = "frelay.dev")
public interface DevConfig {
  /** This party's name, to the other parties that the application plays. */
  @WithDefault("0")
  String self();

  /**
   * The other parties that the application plays, with the same handlers: the directory of each
   * one's secrets by its name. Dev services set it.
   */
  @ConfigDocMapKey("name")
  Map<String, String> parties();

  /** Address of the console of the relay, which the Dev UI shows. Dev services set it. */
  Optional<String> console();

  /** A party's own input as JSON by its name; what the caller has sent where there is none. */
  @ConfigDocMapKey("name")
  Map<String, String> inputs();
}
