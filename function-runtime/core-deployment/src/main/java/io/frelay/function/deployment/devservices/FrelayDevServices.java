package io.frelay.function.deployment.devservices;

import io.frelay.local.LocalCertificates;
import io.quarkus.deployment.IsDevServicesSupportedByLaunchMode;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.DevServicesResultBuildItem;
import io.quarkus.deployment.dev.devservices.DevServicesConfig;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.maven.dependency.ResolvedDependency;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Starts a relay for an application that has no party's secrets. */
@BuildSteps(onlyIf = {IsDevServicesSupportedByLaunchMode.class, DevServicesConfig.Enabled.class})
class FrelayDevServices {
  private static final Logger LOG = Logger.getLogger(FrelayDevServices.class);

  /** The party that the application is. */
  private static final String SELF = "0";

  /** Its first peer, by default: a terminal's, or another application's. */
  private static final String PEER = "1";

  /** Names under which secrets may be, in the environment or the configuration. */
  private static final List<String> PLACES =
      List.of(
          "RELAY",
          "RELAY_FILE",
          "FRELAY_SECRETS_DIR",
          "FRELAY_BUNDLE",
          "FRELAY_BUNDLE_FILE",
          "FRELAY_AWS_SECRET",
          "frelay.party.relay",
          "frelay.party.directory",
          "frelay.party.bundle",
          "frelay.party.bundle-file",
          "frelay.party.credentials-provider");

  @BuildStep
  DevServicesResultBuildItem relay(
      FrelayDevServicesConfig config, CurateOutcomeBuildItem application) {
    if (!config.enabled() || PLACES.stream().anyMatch(ConfigUtils::isPropertyNonEmpty)) {
      return null;
    }
    Path program = program(application);
    List<String> played = config.parties().orElse(List.of());
    String peers = played.isEmpty() ? PEER : String.join(",", played);
    Map<String, Function<DevRelay, String>> settings = new HashMap<>();
    settings.put("frelay.party.directory", relay -> relay.directory(SELF).toString());
    settings.put("frelay.party.dest", relay -> peers);
    settings.put("frelay.dev.console", DevRelay::console);
    for (String party : played) {
      settings.put(
          "frelay.dev.parties.\"%s\"".formatted(party), relay -> relay.directory(party).toString());
    }
    return DevServicesResultBuildItem.<DevRelay>owned()
        .feature("frelay-function")
        .serviceName("relay")
        .serviceConfig(List.of(config.port(), played))
        .startable(() -> new DevRelay(program, config.port(), parties(played)))
        .configProvider(settings)
        .postStartHook(relay -> tell(relay, played))
        .build();
  }

  /** With one for somebody else to join as. */
  private static List<String> parties(List<String> played) {
    Set<String> all = new LinkedHashSet<>(List.of(SELF));
    all.addAll(played);
    all.add(free(played));
    return List.copyOf(all);
  }

  /** The first number that is no played party's. */
  private static String free(List<String> played) {
    int number = 1;
    while (played.contains(Integer.toString(number))) {
      number++;
    }
    return Integer.toString(number);
  }

  private static Path program(CurateOutcomeBuildItem application) {
    Stream<ResolvedDependency> all = application.getApplicationModel().getDependencies().stream();
    return all.filter(each -> each.getArtifactId().equals("frelay-relay-app"))
        .map(each -> each.getResolvedPaths().getSinglePath())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the relay's artifact is not there"));
  }

  private static void tell(DevRelay relay, List<String> played) {
    String joining = free(played);
    if (!played.isEmpty()) {
      LOG.infof("the application plays these parties too: %s", String.join(", ", played));
    }
    LOG.infof(
        "a relay is at %s; this application is party %s. To be party %s:%n"
            + "  another application: FRELAY_SECRETS_DIR=%s DEST=%s%n"
            + "  a terminal: RELAY=%s CERTS=%s USER=%s NAME=%s DEST=%s client_func",
        relay.getConnectionInfo(),
        SELF,
        joining,
        relay.directory(joining),
        SELF,
        relay.getConnectionInfo(),
        relay.certificates(),
        LocalCertificates.USER,
        joining,
        SELF);
  }
}
