package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.secrets.PartySource;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Without secrets that are of use an application is not ready, and says why, not what they are. */
class UnreadyTest {
  @RegisterExtension static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest();

  static class BadSecrets {
    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    PartySource party() {
      return PartySource.of(Map.of("RELAY_KEY", "hunter2", "RELAY", "relay.example.org:6000"));
    }
  }

  @Inject @Readiness HealthCheck readiness;

  @Test
  void isNotReady() {
    HealthCheckResponse response = readiness.call();
    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(response.getData().orElseThrow().get("reason").toString())
        .contains("missing: RELAY_CA")
        .doesNotContain("hunter2");
  }
}
