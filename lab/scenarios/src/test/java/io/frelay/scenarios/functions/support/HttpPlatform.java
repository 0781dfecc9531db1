package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.EnumMap;
import java.util.Map;

/** The platforms on which a function is an HTTP application. */
public enum HttpPlatform {
  CODE_ENGINE,
  AZURE_FORWARDING,
  AZURE_WRAPPING;

  private static final Map<HttpPlatform, HttpFunction> SHARED = new EnumMap<>(HttpPlatform.class);

  /** Peer of the shared functions, which are party 0. */
  public static final String DEST = "1";

  private static RelayProcess relay;

  /** Relay of the shared functions only: its waiters are theirs. */
  public static synchronized RelayProcess relay() {
    if (relay == null) {
      relay = RelayProcess.start(Shared.PKI);
      Runtime.getRuntime().addShutdownHook(new Thread(relay::close));
    }
    return relay;
  }

  /** The tag that its shared function has by default. */
  public String tag() {
    return "default of " + this;
  }

  /** One function for all scenarios that do not need one of their own. */
  public HttpFunction shared() {
    synchronized (SHARED) {
      return SHARED.computeIfAbsent(
          this,
          platform -> {
            Map<String, String> environment = environment(relay());
            environment.put("TAG", tag());
            HttpFunction function = start(environment);
            Runtime.getRuntime().addShutdownHook(new Thread(function::close));
            return function;
          });
    }
  }

  /** Party 0 at a relay. */
  public static Map<String, String> environment(RelayProcess relay) {
    return relay.environment(Shared.PKI, "user1", "0", DEST);
  }

  public HttpFunction start(Map<String, String> environment) {
    return switch (this) {
      case CODE_ENGINE -> CodeEngineApp.start(environment);
      case AZURE_FORWARDING -> AzureFunction.start(true, environment);
      case AZURE_WRAPPING -> AzureFunction.start(false, environment);
    };
  }
}
