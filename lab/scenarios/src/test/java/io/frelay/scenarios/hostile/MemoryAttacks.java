package io.frelay.scenarios.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Parties.Pair;
import io.frelay.scenarios.support.Pki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Attackers make a relay with little memory hold as many bytes as they can. Meanwhile others are
 * joined and exchange data, and afterwards everything is as before.
 */
@Timeout(600) // thousands of handshakes, on the side that has no BoringSSL
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemoryAttacks {
  private static final boolean FULL = AttackedRelay.SCALE > 1;

  /** Scale of {@code bin/lab hostile}. */
  static final Scale FULL_SCALE = new Scale(4_000, 2_900, 128);

  /**
   * @param heap MB of the relay's largest
   */
  record Scale(int strangers, int sessions, int heap) {
    /** MB resident, as docs/operating.md has it. */
    int maxResident() {
      return heap * 14 / 10 + 130;
    }
  }

  private static final int MUCH = 64 * 1024;
  private static final byte[] ONE_BYTE = {22};

  private final Pki pki = Pki.standard();
  private final String provider;
  private final Scale scale;
  private final List<HandDrivenParty> open = new CopyOnWriteArrayList<>();
  @AutoClose private AttackedRelay attacked;
  private SSLContext[] attackers;

  /**
   * @param provider the TLS of the relay
   * @param inVerify how much of it there is in verify
   */
  MemoryAttacks(String provider, Scale inVerify) {
    this.provider = provider;
    scale = FULL ? FULL_SCALE : inVerify;
  }

  @BeforeAll
  void begin() throws Exception {
    pki.user("user2");
    attackers = new SSLContext[3];
    for (int i = 0; i < attackers.length; i++) {
      pki.party("user2", "" + i, CertificateOptions.DEFAULTS);
      attackers[i] = pki.outerTls("user2", "" + i);
    }
    attacked = AttackedRelay.startWithHeap(pki, scale.heap(), "relay.tls-provider=" + provider);
  }

  @AfterEach
  void itIsCalmAgain() throws Exception {
    for (HandDrivenParty each : open) {
      each.close();
    }
    open.clear();
    meetAndTalk("after");
    attacked.requireCalm();
  }

  @Test
  void strangersWithMuchBehindTheirClientHello() throws Exception {
    byte[] hello = clientHello("TLSv1.3");
    // Records of a handshake as far as their headers go, and the last one never complete.
    attack(concat(hello, records(new byte[MUCH + 1], 16_384)));
  }

  @Test
  void strangersWhoseClientHelloNeverEnds() throws Exception {
    byte[] record = records(new byte[16_384], 16_384);
    attack(Arrays.copyOf(record, record.length - 1));
  }

  @Test
  void strangersWithLongCertificates() throws Exception {
    byte[] certificates = records(certificateMessage(92 * 1024), 16_384);
    attack(
        concat(clientHello("TLSv1.2"), Arrays.copyOf(certificates, certificates.length - 1)),
        ONE_BYTE);
  }

  /** No more than may be, but never all of it. */
  @Test
  void strangersWithCertificatesThatAreJustNotTooLong() throws Exception {
    byte[] certificates = records(certificateMessage(32 * 1024), 1024);
    attack(
        concat(clientHello("TLSv1.2"), Arrays.copyOf(certificates, certificates.length - 1)),
        ONE_BYTE);
    assertThat(attacked.relay().closed("over_memory_budget")).isPositive();
  }

  /** They are the first to go: before any waiter of their own user, and nobody else's notice. */
  @Test
  void onePartysConnectionsThatStandWithoutARequest() throws Exception {
    int count = FULL ? 2 * scale.sessions() : scale.sessions() / 3;
    for (int i = 0; i < count; i++) {
      try {
        HandDrivenParty party = HandDrivenParty.connect(attacked.port(), attackers[0]);
        open.add(party);
        party.handshake();
      } catch (IOException e) {
        // The relay may have had enough of them.
      }
      if (i % (1 + count / 5) == 0) {
        meetAndTalk("beside those that stand");
      }
    }
    if (!FULL) {
      attacked.relay().awaitMeter("frelay_prepared", count);
    }
    meetAndTalk("beside all that stand");
  }

  /** In the middle of the session's beginning: the other one has never sent anything. */
  @Test
  void sessionsInWhichOneSendsAndTheOtherNeitherReadsNorSends() throws Exception {
    joinMany(
        scale.sessions(),
        (one, other) -> {
          byte[] much = new byte[512 * 1024];
          Arrays.fill(much, (byte) 22);
          one.send(much);
        });
    meetAndTalk("one-way");
  }

  @Test
  void sessionsThatStopReadingWhatTheyAreSent() throws Exception {
    joinMany(
        scale.sessions() / 3,
        (one, other) -> {
          other.send(ONE_BYTE);
          one.send(ONE_BYTE);
          assertThat(one.readRaw()).isEqualTo(22);
          assertThat(other.readRaw()).isEqualTo(22);
          one.send(new byte[512 * 1024]);
          other.send(new byte[512 * 1024]);
        });
    meetAndTalk("stopped");
  }

  /** Each write of one byte, which must not keep a buffer for thousands. */
  @Test
  void sessionsOfSingleBytes() throws Exception {
    joinMany(
        scale.sessions() / 3,
        (one, other) -> {
          for (int i = 0; i < 100; i++) {
            one.send(ONE_BYTE);
          }
        });
    meetAndTalk("single bytes");
  }

  private interface Abuse {
    void of(HandDrivenParty one, HandDrivenParty other) throws IOException;
  }

  private void joinMany(int count, Abuse abuse) throws Exception {
    int atOnce = 4;
    List<Future<Void>> joining = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      int first = i;
      joining.add(
          Parties.run(
              () -> {
                for (int number = first; number < count; number += atOnce) {
                  join(number, abuse);
                }
                return null;
              }));
    }
    for (int i = 0; i < 3; i++) {
      meetAndTalk("while they come");
    }
    for (Future<Void> each : joining) {
      each.get();
    }
  }

  private void join(int number, Abuse abuse) throws IOException {
    int me = number % 3;
    int peer = (number + 1) % 3;
    try {
      HandDrivenParty one = request(me, peer, number);
      HandDrivenParty other = request(peer, me, number);
      one.awaitReady();
      other.awaitReady();
      abuse.of(one, other);
    } catch (IOException e) {
      // The relay may have had enough of them.
    }
  }

  private HandDrivenParty request(int me, int peer, int number) throws IOException {
    HandDrivenParty party =
        HandDrivenParty.request(attacked.port(), attackers[me], "" + peer, "abuse" + number);
    open.add(party);
    return party;
  }

  private void attack(byte[]... pieces) throws Exception {
    try (Strangers strangers = new Strangers(attacked.port(), scale.strangers(), 2, pieces)) {
      for (int i = 0; i < 5; i++) {
        strangers.press();
        meetAndTalk("under-attack");
      }
    }
  }

  private void meetAndTalk(String tag) throws Exception {
    try (Pair pair = Pair.of(attacked.relay(), pki, tag)) {
      pair.talk();
    }
    attacked.requireUndisturbed();
    assertThat(attacked.residentMb()).as("MB resident").isLessThan(scale.maxResident());
  }

  private byte[] clientHello(String protocol) throws IOException {
    try (HandDrivenParty party =
        HandDrivenParty.connect(attacked.port(), pki.outerTls("user1", "0"), protocol)) {
      return party.clientHello();
    }
  }

  /** A Certificate message of TLS 1.2 (RFC 5246, 7.4.2) whose one certificate is zeros. */
  private static byte[] certificateMessage(int length) {
    byte[] message = new byte[length];
    message[0] = 11;
    putLength(message, 1, length - 4);
    putLength(message, 4, length - 7);
    putLength(message, 7, length - 10);
    return message;
  }

  private static void putLength(byte[] message, int at, int length) {
    message[at] = (byte) (length >> 16);
    message[at + 1] = (byte) (length >> 8);
    message[at + 2] = (byte) length;
  }

  /** The bytes as handshake records of so many bytes. */
  private static byte[] records(byte[] bytes, int each) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int from = 0; from < bytes.length; from += each) {
      int length = Math.min(each, bytes.length - from);
      records.writeBytes(new byte[] {22, 3, 3, (byte) (length >> 8), (byte) length});
      records.write(bytes, from, length);
    }
    return records.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
