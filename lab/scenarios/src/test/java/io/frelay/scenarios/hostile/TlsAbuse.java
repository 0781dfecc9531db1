package io.frelay.scenarios.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Identity;
import io.frelay.scenarios.support.Pki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Abuse of TLS by a client, against a relay with BoringSSL or the JDK's TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TlsAbuse {
  private static final Set<String> BROKEN = Set.of("handshake_failed", "handshake_too_large");
  private static final Set<String> DISTRUSTED =
      Set.of("untrusted_certificate", "handshake_failed", "handshake_too_large");
  private static final byte[] EMPTY_RECORD = {22, 3, 3, 0, 0};
  private static final byte[] WARNING = {21, 3, 3, 0, 2, 1, 90};

  private final Pki pki = Pki.standard();
  @AutoClose private final AttackedRelay attacked;

  TlsAbuse(String provider) throws Exception {
    attacked =
        AttackedRelay.start(pki, "relay.tls-provider=" + provider, "relay.timeouts.request=3s");
  }

  @AfterEach
  void itIsCalmAgain() throws IOException {
    attacked.requireCalm();
  }

  /** One for each of the relay's loops and more, so that none would be left for the bystanders. */
  @ParameterizedTest
  @ValueSource(ints = {1, 12, 60})
  void aMazeOfCertificates(int wide) throws Exception {
    SSLContext maze = OddCertificates.maze(wide).tls(pki.relayCa());
    double before = attacked.closed(DISTRUSTED);
    int times = 8 * AttackedRelay.SCALE;
    for (int i = 0; i < times; i++) {
      assertTurnedAway(maze);
    }
    attacked.awaitClosed(before + times, DISTRUSTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {200_000, 400_000})
  void aCertificateOfManyBytes(int bytes) throws Exception {
    double before = attacked.closed(BROKEN);
    assertTurnedAway(OddCertificates.padded(pki, bytes).tls(pki.relayCa()));
    attacked.awaitClosed(before + 1, BROKEN);
  }

  static Stream<List<ASN1Encodable>> namesOfNobody() {
    return Stream.of(
        names(new DERUTF8String("0\0evil")),
        names(new DERUTF8String("0\0")),
        names(new DERUTF8String("\u041e")), // Cyrillic
        names(new DERUTF8String("\uff10")), // a full-width 0
        names(new DERUTF8String("0\u200b")), // and a space of no width
        names(new DERBMPString("\u3031")), // the bytes of 01
        names(new DERPrintableString("")),
        names(new DERUTF8String(" 0")),
        names(new DERUTF8String("0".repeat(65))),
        names(new DERUTF8String("0".repeat(9000))),
        names(new DEROctetString(new byte[] {'0'})),
        Stream.generate(() -> new DERUTF8String("0"))
            .limit(500)
            .map(ASN1Encodable.class::cast)
            .toList());
  }

  private static List<ASN1Encodable> names(ASN1Encodable name) {
    return List.of(name);
  }

  @ParameterizedTest
  @MethodSource("namesOfNobody")
  void aNameThatNobodyHas(List<ASN1Encodable> names) throws Exception {
    Set<String> unnamed = Set.of("unnamed_certificate");
    double before = attacked.closed(unnamed);
    assertTurnedAway(
        OddCertificates.named(pki, names.toArray(ASN1Encodable[]::new)).tls(pki.relayCa()));
    attacked.awaitClosed(before + 1, unnamed);
  }

  /** The same name in another encoding is the same party, whatever else its certificate says. */
  @Test
  void aNameInAnotherEncoding() throws Exception {
    for (Identity each :
        new Identity[] {
          OddCertificates.named(pki, new DERBMPString("odd")),
          OddCertificates.named(pki, new DERT61String("odd")),
          OddCertificates.withNames(pki, "odd", 1000)
        }) {
      try (HandDrivenParty odd =
          HandDrivenParty.request(attacked.port(), each.tls(pki.relayCa()), "0", "odd")) {
        attacked.relay().awaitMeter("frelay_waiters", 1);
        try (HandDrivenParty zero =
            HandDrivenParty.request(attacked.port(), pki.outerTls("user1", "0"), "odd", "odd")) {
          assertThat(zero.awaitReady()).contains("Mode");
          assertThat(odd.awaitReady()).contains("Mode");
        }
      }
      attacked.relay().awaitMeter("frelay_connections_open", 2);
    }
  }

  @Test
  void renegotiation() throws Exception {
    Set<String> failed = Set.of("handshake_failed");
    double before = attacked.closed(failed);
    try (HandDrivenParty party = connect("TLSv1.2")) {
      party.handshake();
      byte[] hello = party.sealNewBeginning();
      assertThat(hello[0]).isEqualTo((byte) 22);
      party.send(hello);
      assertThat(party.readRaw()).as("no ServerHello").isNotEqualTo(22);
      attacked.awaitClosed(before + 1, failed);
    }
  }

  @Test
  void floodOfKeyUpdates() throws Exception {
    double before = attacked.closed(BROKEN);
    try (HandDrivenParty party = connect("TLSv1.3")) {
      party.handshake();
      sendUntilClosed(party, party::sealNewBeginning);
      attacked.awaitClosed(before + 1, BROKEN);
    }
  }

  @Test
  void floodOfRecordsOfOneByte() throws Exception {
    Set<String> tooMuch = Set.of("malformed_request", "handshake_too_large");
    double before = attacked.closed(tooMuch);
    try (HandDrivenParty party = connect("TLSv1.3")) {
      party.handshake();
      sendUntilClosed(party, () -> party.seal(" "));
      attacked.awaitClosed(before + 1, tooMuch);
    }
  }

  @Test
  void floodsBeforeTheHandshake() throws Exception {
    Set<String> refused = Set.of("handshake_failed", "handshake_too_large", "not_tls");
    double before = attacked.closed(refused);
    byte[][] floods = {EMPTY_RECORD, WARNING, new byte[] {22, 3, 3, 0, 4, 1, -1, -1, -1}};
    for (byte[] flood : floods) {
      try (HandDrivenParty party = connect("TLSv1.3")) {
        if (flood == WARNING) {
          party.send(party.clientHello());
        }
        sendUntilClosed(party, () -> flood);
      }
    }
    attacked.awaitClosed(before + floods.length, refused);
  }

  /** Legal, if nobody does it: served or refused, but nothing in between. */
  @Test
  void aClientHelloOfOneByteARecord() throws Exception {
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    try (HandDrivenParty party = connect("TLSv1.2")) {
      byte[] hello = party.clientHello();
      for (byte each : Arrays.copyOfRange(hello, 5, hello.length)) {
        pieces.writeBytes(new byte[] {22, 3, 1, 0, 1, each});
      }
      party.send(pieces.toByteArray());
      assertThat(party.readRaw()).isIn(21, 22); // an alert, or the ServerHello
    }
  }

  private interface Flood {
    byte[] next() throws IOException;
  }

  /** A relay that took it all would take more than any gate lets through. */
  private static void sendUntilClosed(HandDrivenParty party, Flood flood) {
    try {
      for (int i = 0; i < 60_000; i++) {
        party.send(flood.next());
      }
    } catch (IOException e) {
      // reset, as it should
    }
  }

  private HandDrivenParty connect(String protocol) throws IOException {
    return HandDrivenParty.connect(attacked.port(), pki.outerTls("user1", "0"), protocol);
  }

  private void assertTurnedAway(SSLContext tls) throws IOException {
    try (HandDrivenParty party = HandDrivenParty.connect(attacked.port(), tls)) {
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
    }
  }
}
