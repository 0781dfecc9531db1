package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.adm.folder.CertificateFolder;
import io.frelay.adm.folder.Layout;
import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged relay of a cluster. As long as its Redis is not there it serves, and says so. Then
 * it finds one with TLS, a private CA, and a user who may do no more than the page says.
 */
class ClusterRedisIT {
  private static final String DATA = "checks.find { it.name == 'relay' }.data.";

  @Test
  void itServesWithoutRedisAndFindsOneWithTls(@TempDir Path folder) throws Exception {
    CertificateFolder ofRedis = new CertificateFolder(folder);
    ofRedis.createRelay(List.of("localhost"), CertificateOptions.DEFAULTS);
    Layout layout = ofRedis.layout();
    int port = FreePort.next();
    try (RelayProcess relay =
        RelayProcess.start(
            Shared.PKI,
            "relay.cluster.registry=redis",
            "relay.cluster.listen=127.0.0.1:0",
            "quarkus.redis.hosts=rediss://frelay:secret@localhost:" + port,
            "quarkus.redis.tls-configuration-name=redis",
            "quarkus.tls.redis.trust-store.pem.certs=" + layout.relayCa().certificate())) {
      relay.awaitLine("the registry does not serve", "parties meet on this relay only");
      get(relay.management().resolve("/q/health/ready"))
          .then()
          .statusCode(200)
          .body(DATA + "'cluster-members'", equalTo(0))
          .body(DATA + "'cluster-registry'", containsString("refused"));
      Exchange.between0And1(relay, Shared.PKI, "without-redis");

      try (RedisServer redis = startWithTls(layout, port)) {
        relay.awaitLine("the registry answers: relays in the cluster: 1");
        Exchange.between0And1(relay, Shared.PKI, "with-redis");
        assertThat(relay.meter("frelay_cluster_registry_arrivals_seconds_count")).isPositive();
        assertThat(relay.meter("frelay_cluster_registry_failures_total")).isLessThan(60);
        assertThat(redis.send("PING")).isEqualTo("-NOAUTH Authentication required.");
      }
    }
  }

  private static RedisServer startWithTls(Layout layout, int port) throws Exception {
    assumeThat(RedisServer.program()).as("a redis-server that runs here").isPresent();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                layout.relay().certificate().toString(),
                "--tls-key-file",
                layout.relay().key().toString(),
                "--tls-ca-cert-file",
                layout.relayCa().certificate().toString(),
                "--tls-auth-clients",
                "no",
                "--user",
                "default",
                "off",
                "--user",
                "frelay",
                "on",
                ">secret"));
    settings.addAll(documentedRules());
    try {
      return RedisServer.start(settings.toArray(String[]::new));
    } catch (IOException e) {
      assumeThat(e).as("a redis-server with TLS").isNull();
      throw e;
    }
  }

  /** What the relay's user needs: {@code ~{frelay}:* +eval ...} in docs/operating.md. */
  private static List<String> documentedRules() throws IOException {
    String line =
        Files.readAllLines(Project.ROOT.resolve("docs/operating.md")).stream()
            .filter(each -> each.startsWith("ACL SETUSER frelay on >PASSWORD "))
            .findFirst()
            .orElseThrow();
    return List.of(line.substring(line.indexOf('~')).split(" "));
  }
}
