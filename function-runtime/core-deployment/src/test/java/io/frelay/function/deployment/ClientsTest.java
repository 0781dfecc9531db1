package io.frelay.function.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerTimeoutException;
import io.frelay.client.TestWorld;
import io.frelay.function.client.FrelayClientName;
import io.frelay.function.client.ReactiveClient;
import io.frelay.function.client.ReactiveConnection;
import io.frelay.pem.Pem;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.quarkus.credentials.CredentialsProvider;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are injected, in an application without handlers. */
@Timeout(60)
class ClientsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static PairingRelay relay;

  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .withApplicationRoot(jar -> jar.addClass(Telemetry.class))
          .overrideConfigKey("quarkus.otel.exporter.otlp.enabled", "false")
          .setBeforeAllCustomizer(ClientsTest::configure)
          .setAfterAllCustomizer(ClientsTest::clear);

  /** As system properties, since the certificates are made by then only. */
  private static final Map<String, String> SETTINGS = new HashMap<>();

  /** Beginning of what the credentials provider of the application gives. */
  private static final String PROVIDED = "provided.";

  private static void configure() {
    try {
      TestWorld world = new TestWorld();
      relay = new PairingRelay(world);
      party(world, "0", "frelay.party.");
      party(world, "1", "frelay.clients.other.");
      SETTINGS.put("frelay.clients.provided.credentials-provider", "vault");
      SETTINGS.put("frelay.clients.provided.relay", relay.address().toString());
      world.environment("2").forEach((name, pem) -> SETTINGS.put(PROVIDED + name, pem));
      registered(world, "3");
      SETTINGS.put("frelay.clients.broken.relay", "relay.example.org:6000");
      SETTINGS.forEach(System::setProperty);
    } catch (Exception e) { // certificates are made with many kinds of them
      throw new IllegalStateException(e);
    }
  }

  /** A party in the TLS registry: for the relay as PEM, for its peers in a key store. */
  private static void registered(TestWorld world, String name) throws Exception {
    Map<String, String> pems = world.environment(name);
    SETTINGS.put("frelay.clients.registered.relay", relay.address().toString());
    SETTINGS.put("frelay.clients.registered.relay-tls", "relay");
    SETTINGS.put("frelay.clients.registered.user-tls", "peers");
    SETTINGS.put(
        "quarkus.tls.relay.key-store.pem.0.cert", file("cert.pem", pems.get("RELAY_CERT")));
    SETTINGS.put("quarkus.tls.relay.key-store.pem.0.key", file("key.pem", pems.get("RELAY_KEY")));
    SETTINGS.put("quarkus.tls.relay.trust-store.pem.certs", file("ca.pem", pems.get("RELAY_CA")));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        Pem.privateKey(pems.get("PARTY_KEY"), "test"),
        PASSWORD.toCharArray(),
        Pem.certificates(pems.get("PARTY_CERT"), "test").toArray(Certificate[]::new));
    Path file = folder.resolve("own.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    SETTINGS.put("quarkus.tls.peers.key-store.p12.path", file.toString());
    SETTINGS.put("quarkus.tls.peers.key-store.p12.password", PASSWORD);
    SETTINGS.put("quarkus.tls.peers.trust-store.pem.certs", file("user.pem", pems.get("USER_CA")));
    SETTINGS.put(
        "quarkus.tls.peers.certificate-revocation-list", file("list.pem", world.userCrl()));
  }

  private static String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static void party(TestWorld world, String name, String prefix) throws Exception {
    SETTINGS.put(prefix + "relay", relay.address().toString());
    world
        .environment(name)
        .forEach(
            (variable, pem) ->
                SETTINGS.put(prefix + variable.toLowerCase(Locale.ROOT).replace('_', '-'), pem));
  }

  /** Not in a method of JUnit: that would run on a class that Quarkus has loaded once more. */
  private static void clear() {
    SETTINGS.keySet().forEach(System::clearProperty);
    try {
      relay.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Singleton
  static class Provider implements CredentialsProvider {
    @Override
    public Map<String, String> getCredentials(String name) {
      return name.equals("vault")
          ? System.getProperties().stringPropertyNames().stream()
              .filter(each -> each.startsWith(PROVIDED))
              .collect(
                  Collectors.toMap(each -> each.substring(PROVIDED.length()), System::getProperty))
          : Map.of();
    }
  }

  @Inject FrelayClient own;

  @Inject
  @FrelayClientName("other")
  FrelayClient other;

  @Inject
  @FrelayClientName("broken")
  Instance<FrelayClient> broken;

  @Inject
  @FrelayClientName("absent")
  Instance<FrelayClient> absent;

  @Inject
  @FrelayClientName("provided")
  FrelayClient provided;

  @Inject
  @FrelayClientName("registered")
  FrelayClient registered;

  @Inject InMemorySpanExporter spans;
  @Inject ReactiveClient reactive;
  @Inject MeterRegistry metrics;
  @Inject @Readiness HealthCheck readiness;

  private CompletableFuture<PeerConnection> meet(String tag) {
    return inBackground(() -> other.connect("0", tag, LONG));
  }

  private static CompletableFuture<PeerConnection> inBackground(Callable<PeerConnection> meeting) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return meeting.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void eachIsAPartyOfItsOwn() throws Exception {
    assertThat(own.party()).isEqualTo("0");
    assertThat(other.party()).isEqualTo("1");
    CompletableFuture<PeerConnection> peer = meet("a");
    try (PeerConnection connection = own.connect("1", "a", LONG);
        PeerConnection theirs = peer.get()) {
      connection.messages().send("hello".getBytes(UTF_8));
      assertThat(theirs.messages().receive()).hasValue("hello".getBytes(UTF_8));
    }
    assertThat(metrics.get("frelay.client.connects").tag("client", "own").timer().count())
        .isPositive();
    assertThat(metrics.get("frelay.client.credentials.expiry.timestamp").gauges())
        .allSatisfy(
            each ->
                assertThat(each.value()).isGreaterThan((double) Instant.now().getEpochSecond()));
  }

  @Test
  void secretsComeFromACredentialsProviderAndTheTlsRegistry() throws Exception {
    CompletableFuture<PeerConnection> peer = inBackground(() -> registered.connect("2", "c", LONG));
    try (PeerConnection connection = provided.connect("3", "c", LONG);
        PeerConnection theirs = peer.get()) {
      connection.messages().send("hello".getBytes(UTF_8));
      assertThat(theirs.messages().receive()).hasValue("hello".getBytes(UTF_8));
    }
    assertThat(spans.getFinishedSpanItems())
        .filteredOn(span -> span.getName().equals("meet 3"))
        .singleElement()
        .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("frelay.client")))
        .isEqualTo("provided");
  }

  @Test
  void failuresAreCountedByTheirReason() {
    assertThatThrownBy(() -> own.connect("1", "nobody", Duration.ofMillis(200)))
        .isInstanceOf(PeerTimeoutException.class);
    assertThat(
            metrics.get("frelay.client.failures").tag("reason", "peer_timeout").counter().count())
        .isPositive();
    assertThat(spans.getFinishedSpanItems())
        .anySatisfy(
            span -> {
              assertThat(span.getStatus().getDescription()).isEqualTo("peer_timeout");
              assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isPositive();
            });
  }

  @Test
  void theReactiveOneBlocksNobody() throws Exception {
    CompletableFuture<PeerConnection> peer = meet("b");
    ReactiveConnection connection = reactive.connect("1", "b", LONG).await().atMost(LONG);
    try (PeerConnection theirs = peer.get()) {
      Uni<List<Buffer>> bytes = connection.bytes().collect().asList();
      theirs.out().write("hello".getBytes(UTF_8));
      theirs.shutdownOutput();
      Buffer all = Buffer.buffer();
      bytes.await().atMost(LONG).forEach(all::appendBuffer);
      assertThat(all.toString()).isEqualTo("hello");
      connection
          .write(Buffer.buffer("and hello"))
          .chain(connection::shutdownOutput)
          .await()
          .atMost(LONG);
      assertThat(new String(theirs.in().readAllBytes(), UTF_8)).isEqualTo("and hello");
    }
    connection.close().await().atMost(LONG);
  }

  @Test
  void whatIsMissingIsSaidOfThatClient() {
    assertThatThrownBy(broken::get)
        .hasStackTraceContaining("client broken cannot be made: missing: RELAY_CA");
    assertThatThrownBy(absent::get)
        .hasStackTraceContaining("the configuration has no frelay.clients.absent");
    HealthCheckResponse response = readiness.call();
    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(response.getData().orElseThrow())
        .containsEntry("party of client other", "1")
        .containsKey("reason of client broken");
  }
}
