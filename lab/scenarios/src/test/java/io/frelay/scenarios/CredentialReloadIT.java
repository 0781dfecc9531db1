package io.frelay.scenarios;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.support.DefaultSignals;
import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.OldTlsSession;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.SteadyStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New certificates come into force while the relay serves; bad ones do not. */
class CredentialReloadIT {
  private static final int RELOADS = 2;
  private static final String V12 = "TLSv1.2";
  private static final String V13 = "TLSv1.3";
  private static final String RELOADED = "frelay_credentials_reload_total{result=\"success\"}";
  private static final String FAILED = "frelay_credentials_reload_total{result=\"failure\"}";
  private static final String DATA = "checks.find { it.name == 'relay' }.data.";

  private final Pki pki = Pki.standard();

  @ParameterizedTest
  @CsvSource({"boringssl, 40", "jdk, 20"})
  void underLoadNoSessionFailsAndAStreamGoesOnByteForByte(String provider, int least)
      throws Exception {
    try (RelayProcess relay = RelayProcess.start(pki, "relay.tls-provider=" + provider);
        SteadyStream stream = SteadyStream.over(Pair.of(relay, pki, "long"))) {
      AtomicBoolean enough = new AtomicBoolean();
      Future<Integer> one = Parties.run(() -> sessions(relay, "one", least / 2, enough));
      Future<Integer> other = Parties.run(() -> sessions(relay, "other", least / 2, enough));
      for (int reload = 1; reload <= RELOADS; reload++) {
        pki.renewRelay();
        relay.awaitMeter(RELOADED, reload);
      }
      enough.set(true);
      int sessions = sum(one, other);
      assertThat(sessions).isGreaterThanOrEqualTo(least);
      assertThat(stream.received()).isPositive();
      stream.finish();
      assertThat(relay.meter("frelay_sessions_started_total")).isEqualTo(sessions + 1);
      assertThat(relay.meter("frelay_handshakes_total{outcome=\"handshake_failed\"}")).isZero();
      assertThat(relay.meter(FAILED)).isZero();
    }
  }

  /** As many as the reloads last, but at least so many. */
  private int sessions(RelayProcess relay, String tag, int least, AtomicBoolean enough)
      throws Exception {
    int count = 0;
    while (!enough.get() || count < least) {
      Exchange.between0And1(relay, pki, tag + count);
      count++;
      TimeUnit.MILLISECONDS.sleep(20); // others run beside this
    }
    return count;
  }

  private static int sum(Future<Integer> one, Future<Integer> other) throws Exception {
    return Parties.await(one) + Parties.await(other);
  }

  @Test
  void theNewCertificateIsShown() throws Exception {
    try (RelayProcess relay = RelayProcess.start(pki)) {
      String before = shown(relay);
      pki.renewRelay();
      relay.awaitMeter(RELOADED, 1);
      assertThat(shown(relay)).isNotEqualTo(before);
    }
  }

  @Test
  void atSighupAllIsReadAgainAndTheRelayGoesOn() throws Exception {
    DefaultSignals.assumePossible();
    try (RelayProcess relay = RelayProcess.start(pki);
        SteadyStream stream = SteadyStream.over(Pair.of(relay, pki, "long"))) {
      String before = shown(relay);
      relay.signal("HUP");
      relay.awaitLine("credentials were read again and are those in force");
      pki.renewRelay();
      relay.signal("HUP");
      relay.awaitMeter(RELOADED, 1);
      assertThat(shown(relay)).isNotEqualTo(before);
      stream.finish();
    }
  }

  /** As early as its own code can see to it; what comes before that is the JVM's. */
  @Test
  void aSighupWhileTheRelayStartsDoesNotEndIt() throws Exception {
    DefaultSignals.assumePossible();
    try (RelayProcess relay = RelayProcess.startSoon(pki, List.of("-Xlog:class+load"))) {
      relay.awaitLine("io.quarkus.runtime.ApplicationLifecycleManager source");
      relay.signal("HUP");
      relay.awaitReady();
      relay.awaitLine("credentials were read again and are those in force");
    }
  }

  private String shown(RelayProcess relay) throws Exception {
    try (HandDrivenParty party =
        HandDrivenParty.connect(relay.port(), pki.outerTls("user1", "0"))) {
      party.handshake();
      return party.relaySerial();
    }
  }

  /** One CA takes over from another, with both in force for a while. */
  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void aNewCaBesideTheOldOneAndThenAlone(String provider) throws Exception {
    Pki next = Pki.standard();
    String oldCa = Files.readString(pki.relayCa());
    String newCa = Files.readString(next.relayCa());
    // Both trust the present relay, whose own certificate stays as it is.
    Map<String, SSLContext> old = // the JDK remembers one TLS session with a server
        Map.of(V12, pki.outerTls("user1", "0"), V13, pki.outerTls("user1", "0"));
    SSLContext young = Identity.of(next.atRelay("user1", "1")).tls(pki.relayCa());
    try (RelayProcess relay = RelayProcess.start(pki, "relay.tls-provider=" + provider)) {
      assertUntrusted(relay, young, V12, false);
      assertUntrusted(relay, young, V13, false);

      Files.writeString(pki.relayCa(), oldCa + newCa);
      relay.awaitMeter(RELOADED, 1);
      try (HandDrivenParty waiter =
              HandDrivenParty.request(relay.port(), old.get(V13), "1", "", V13);
          HandDrivenParty second = HandDrivenParty.request(relay.port(), young, "0", "", V12)) {
        assertThat(waiter.awaitReady()).contains("Mode");
        assertThat(second.awaitReady()).contains("Mode");
        assertWelcome(relay, old.get(V12), V12);

        Files.writeString(pki.relayCa(), newCa);
        relay.awaitMeter(RELOADED, 2);
        assertUntrusted(relay, old.get(V12), V12, true);
        assertUntrusted(relay, old.get(V13), V13, true);
        assertWelcome(relay, young, V12);
        assertWelcome(relay, young, V13);
        second.send(new byte[] {22, 1, 2});
        assertThat(waiter.readRaw(3)).as("the session goes on").containsExactly(22, 1, 2);
      }
    }
  }

  private static void assertWelcome(RelayProcess relay, SSLContext tls, String protocol)
      throws Exception {
    double before = relay.meter("frelay_handshakes_total{outcome=\"success\"}");
    try (HandDrivenParty party = HandDrivenParty.connect(relay.port(), tls, protocol)) {
      party.handshake();
      relay.awaitMeter("frelay_handshakes_total{outcome=\"success\"}", before + 1);
    }
  }

  /**
   * @param resumes whether it comes with a TLS session of before
   */
  private static void assertUntrusted(
      RelayProcess relay, SSLContext tls, String protocol, boolean resumes) throws Exception {
    double before = relay.closed("untrusted_certificate");
    try (HandDrivenParty party = HandDrivenParty.connect(relay.port(), tls, protocol)) {
      byte[] hello = party.clientHello();
      assertThat(OldTlsSession.isNamedIn(hello)).isEqualTo(resumes);
      party.send(hello);
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
    }
    relay.awaitClosed("untrusted_certificate", before);
  }

  /** Which of them are bad, and what is said: CredentialReloadTest has the rest. */
  @Test
  void badFilesKeepTheOldOnesInForceAndAreSaidToBeBad() throws Exception {
    Pki other = Pki.standard();
    other.revoke("user1", "0");
    Path key = pki.root().resolve("frelay/key.pem");
    String goodKey = Files.readString(key);
    try (RelayProcess relay = RelayProcess.start(pki)) {
      Files.copy(other.revocations(), pki.revocations());
      assertRefused(relay, 1, "frelay-crl.pem is not signed by the relay CA");
      Files.delete(pki.revocations());
      awaitNoComplaint(relay);

      Files.writeString(key, Files.readString(other.root().resolve("frelay/key.pem")));
      assertRefused(relay, 2, "key.pem is not the key of");
      Files.writeString(key, "");
      assertRefused(relay, 3, "key.pem is empty");
      Files.writeString(key, goodKey);
      awaitNoComplaint(relay);

      assertThat(relay.meter(RELOADED)).isZero();
      pki.renewRelay();
      relay.awaitMeter(RELOADED, 1);
      assertThat(relay.log()).noneMatch(line -> line.contains(goodKey.lines().toList().get(1)));
    }
  }

  private void assertRefused(RelayProcess relay, int failures, String reason) throws Exception {
    relay.awaitMeter(FAILED, failures);
    relay.awaitLine("the changed credentials are refused", reason);
    get(relay.management().resolve("/q/health/ready"))
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body(DATA + "not-reloaded", containsString(reason));
    Exchange.between0And1(relay, pki, "bad-" + failures);
    assertThat(relay.meter(FAILED)).as("said once").isEqualTo(failures);
  }

  private static void awaitNoComplaint(RelayProcess relay) {
    await()
        .untilAsserted(
            () ->
                get(relay.management().resolve("/q/health/ready"))
                    .then()
                    .body(DATA + "not-reloaded", nullValue()));
  }

  @Test
  void whenCertificatesEndIsAMeter() {
    try (RelayProcess relay = RelayProcess.start(pki)) {
      double now = System.currentTimeMillis() / 1e3;
      String meter = "frelay_credentials_expiry_timestamp_seconds{of=\"%s\"}";
      assertThat(relay.meter(meter.formatted("relay_certificate"))).isGreaterThan(now);
      assertThat(relay.meter(meter.formatted("relay_ca"))).isGreaterThan(now);
      assertThat(relay.meter(meter.formatted("revocation_list"))).isNaN();
      pki.party("user1", "gone", CertificateOptions.DEFAULTS);
      pki.revoke("user1", "gone");
      relay.awaitMeter(RELOADED, 1);
      assertThat(relay.meter(meter.formatted("revocation_list"))).isGreaterThan(now);
    }
  }
}
