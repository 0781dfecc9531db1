package io.frelay.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every setting's name and default: people's configuration depends on them. */
class RelayConfigTest {
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("relay.ip", "127.0.0.1"),
          Map.entry("relay.port", "1"),
          Map.entry("relay.certs", "/c"),
          Map.entry("relay.ca", "ca"),
          Map.entry("relay.cert", "cert"),
          Map.entry("relay.key", "key"),
          Map.entry("relay.revocation-list", "crl"),
          Map.entry("relay.tls-provider", "jdk"),
          Map.entry("relay.transport", "epoll"),
          Map.entry("relay.tls-groups", "X25519,P-521"),
          Map.entry("relay.policy", "a/0/1,b/*/*"),
          Map.entry("relay.revocation-list-overdue", "refuse"),
          Map.entry("relay.revocation-list-seen", "seen"),
          Map.entry("relay.user-without-o", "u"),
          Map.entry("relay.drain-timeout", "2ms"),
          Map.entry("relay.read-ahead-hold", "3s"),
          Map.entry("relay.console", "names"),
          Map.entry("relay.timeouts.handshake", "4m"),
          Map.entry("relay.timeouts.request", "5h"),
          Map.entry("relay.timeouts.prepared", "0s"),
          Map.entry("relay.timeouts.waiting", "6s"),
          Map.entry("relay.timeouts.join", "7"),
          Map.entry("relay.timeouts.idle", "8s"),
          Map.entry("relay.timeouts.linger", "9s"),
          Map.entry("relay.proxy-protocol.from", "10.0.0.0/8,::1"),
          Map.entry("relay.cluster.registry", "redis"),
          Map.entry("relay.cluster.name", "c"),
          Map.entry("relay.cluster.listen", "l:1"),
          Map.entry("relay.cluster.advertise", "a:2"),
          Map.entry("relay.cluster.party-address", "p:3"),
          Map.entry("relay.cluster.trunks", "3"),
          Map.entry("relay.limits.connections", "10"),
          Map.entry("relay.limits.connections-per-address", "11"),
          Map.entry("relay.limits.connections-per-user", "15"),
          Map.entry("relay.limits.connections-per-party", "12"),
          Map.entry("relay.limits.unauthenticated", "13"),
          Map.entry("relay.limits.unauthenticated-per-address", "14"),
          Map.entry("relay.limits.memory", "15M"));

  @Test
  void defaults() {
    RelayConfig config = Configs.of(Map.of());
    assertThat(config.ip()).isEqualTo("0.0.0.0");
    assertThat(config.port()).isEqualTo(6000);
    assertThat(config.certs()).isEqualTo(Path.of("certs"));
    assertThat(config.ca()).isEmpty();
    assertThat(config.cert()).isEmpty();
    assertThat(config.key()).isEmpty();
    assertThat(config.revocationList()).isEmpty();
    assertThat(config.revocationListOverdue()).isEqualTo(OverdueList.ACCEPT);
    assertThat(config.revocationListSeen()).isEmpty();
    assertThat(config.tlsProvider()).isEqualTo(TlsProvider.AUTO);
    assertThat(config.transport()).isEqualTo(Transport.AUTO);
    assertThat(config.tlsGroups()).isEmpty();
    assertThat(config.policy()).isEmpty();
    assertThat(config.userWithoutO()).isEmpty();
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.readAheadHold()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.console()).isEqualTo(ConsoleData.OFF);
    assertThat(config.timeouts().handshake()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.timeouts().request()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.timeouts().prepared()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.timeouts().waiting()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.timeouts().join()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.timeouts().idle()).isEqualTo(Duration.ZERO);
    assertThat(config.timeouts().linger()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.limits().connections()).isEqualTo(16_000);
    assertThat(config.proxyProtocol().from()).isEmpty();
    assertThat(ConnectionLimits.of(config.limits(), config.limits().connections()))
        .isEqualTo(new ConnectionLimits(16_000, 10_000, 12_000, 2000, 4000, 2000));
    assertThat(config.limits().memory()).isEmpty();
    assertThat(config.cluster().registry()).isEmpty();
    assertThat(config.cluster().name()).isEqualTo("frelay");
    assertThat(config.cluster().listen()).isEmpty();
    assertThat(config.cluster().advertise()).isEmpty();
    assertThat(config.cluster().partyAddress()).isEmpty();
    assertThat(config.cluster().trunks()).isEqualTo(4);
  }

  @Test
  void names() {
    RelayConfig config = Configs.of(OTHERS);
    assertThat(config.ip()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(1);
    assertThat(config.certs()).isEqualTo(Path.of("/c"));
    assertThat(config.ca()).isEqualTo(Optional.of("ca"));
    assertThat(config.cert()).isEqualTo(Optional.of("cert"));
    assertThat(config.key()).isEqualTo(Optional.of("key"));
    assertThat(config.revocationList()).isEqualTo(Optional.of("crl"));
    assertThat(config.revocationListOverdue()).isEqualTo(OverdueList.REFUSE);
    assertThat(config.revocationListSeen()).isEqualTo(Optional.of(Path.of("seen")));
    assertThat(config.tlsProvider()).isEqualTo(TlsProvider.JDK);
    assertThat(config.transport()).isEqualTo(Transport.EPOLL);
    assertThat(TlsChoice.of(config))
        .isEqualTo(
            new TlsChoice(TlsProvider.JDK, Optional.of(List.of(TlsGroup.X25519, TlsGroup.P521))));
    assertThat(config.policy()).isEqualTo(Optional.of(List.of("a/0/1", "b/*/*")));
    assertThat(config.userWithoutO()).contains("u");
    assertThat(config.drainTimeout()).isEqualTo(Duration.ofMillis(2));
    assertThat(config.readAheadHold()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.console()).isEqualTo(ConsoleData.NAMES);
    assertThat(config.timeouts().handshake()).isEqualTo(Duration.ofMinutes(4));
    assertThat(config.timeouts().request()).isEqualTo(Duration.ofHours(5));
    assertThat(config.timeouts().waiting()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.timeouts().join()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.timeouts().idle()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.timeouts().linger()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.proxyProtocol().from()).isEqualTo(Optional.of(List.of("10.0.0.0/8", "::1")));
    assertThat(ConnectionLimits.of(config.limits(), config.limits().connections()))
        .isEqualTo(new ConnectionLimits(10, 11, 15, 12, 13, 14));
    assertThat(config.cluster().registry()).contains(ClusterRegistry.REDIS);
    assertThat(config.cluster().name()).isEqualTo("c");
    assertThat(config.cluster().listen()).contains("l:1");
    assertThat(config.cluster().advertise()).contains("a:2");
    assertThat(config.cluster().partyAddress()).contains("p:3");
    assertThat(config.cluster().trunks()).isEqualTo(3);
    assertThat(config.limits().memory().orElseThrow().asLongValue()).isEqualTo(15 << 20);
  }

  /** So that a new setting comes with a line in each test above. */
  @Test
  void thereIsNoSettingBesides() {
    assertThat(ConfigMappings.getProperties(ConfigClass.configClass(RelayConfig.class)).keySet())
        .filteredOn(name -> !name.endsWith("[*]")) // a list's elements
        .containsExactlyInAnyOrderElementsOf(OTHERS.keySet());
  }

  @Test
  void aNameThatIsNoSettingIsRefused() {
    Map<String, String> misspelt = new HashMap<>(OTHERS);
    misspelt.put("relay.timeouts.handshakes", "1s");
    assertThatThrownBy(() -> Configs.of(misspelt))
        .hasMessageContaining("relay.timeouts.handshakes");
  }
}
