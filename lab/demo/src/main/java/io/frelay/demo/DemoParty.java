package io.frelay.demo;

import io.frelay.client.FrelayClient;
import io.frelay.client.FrelayException;
import io.frelay.client.Messages;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.PeerIdentity;
import io.frelay.client.RelayAddress;
import io.frelay.client.RelayFacts;
import io.frelay.client.SessionFacts;
import io.frelay.client.SetupTimes;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * A party of the demo: a process that connects through the client library, with its credentials in
 * the environment as a function would have them, and tells in {@link Event}s what it sees.
 */
public final class DemoParty {
  /** Exit code of a party that did not get a connection. */
  static final int NOT_CONNECTED = 3;

  /** {@code ask} or {@code answer}. */
  static final String PART = "DEMO_PART";

  /** Variable with the size of the bulk data in bytes. */
  static final String BYTES = "DEMO_BYTES";

  /** Variable with the end of this party's messages, in hexadecimal. */
  static final String MARKER = "DEMO_MARKER";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int PROGRESS_STEPS = 200;

  private final Messages messages;
  private final byte[] marker;
  private final long bytes;

  private DemoParty(Messages messages, byte[] marker, long bytes) {
    this.messages = messages;
    this.marker = marker;
    this.bytes = bytes;
  }

  public static void main(String... args) throws Exception {
    Map<String, String> environment = System.getenv();
    FrelayClient client =
        FrelayClient.builder()
            .preparedConnections(0)
            .relay(RelayAddress.parse(environment.get("RELAY")))
            .credentials(PartyCredentials.fromEnvironment(environment))
            .build();
    tell(Event.of("started"));
    try (PeerConnection connection =
        client.connect(environment.get("DEST"), environment.get("TAG"), TIMEOUT)) {
      tell(connected(connection));
      DemoParty party =
          new DemoParty(
              connection.messages(),
              HexFormat.of().parseHex(environment.get(MARKER)),
              Long.parseLong(environment.get(BYTES)));
      party.play(environment.get(PART).equals("ask"));
      connection.shutdownOutput();
    } catch (FrelayException e) {
      tell(
          Event.of("failed")
              .with("layer", e.getClass().getSimpleName())
              .with("message", e.getMessage()));
      System.err.println(e.getMessage());
      System.exit(NOT_CONNECTED);
    }
  }

  private static void tell(Event event) {
    System.out.println(event.encode());
  }

  private static Event connected(PeerConnection connection) {
    SessionFacts facts = connection.facts();
    RelayFacts relay = facts.relay().orElseThrow();
    PeerIdentity peer = connection.peer();
    SetupTimes times = facts.times();
    return Event.of("connected")
        .with("role", facts.role())
        .with("relay.names", String.join(", ", relay.certificateNames()))
        .with("relay.expiry", relay.certificateExpiry())
        .with("relay.tls", relay.tls().protocol())
        .with("relay.cipher", relay.tls().cipherSuite())
        .with("peer.name", peer.name())
        .with("peer.subject", peer.certificate().getSubjectX500Principal().getName())
        .with("peer.issuer", peer.certificate().getIssuerX500Principal().getName())
        .with("peer.expiry", peer.certificate().getNotAfter().toInstant())
        .with("peer.tls", facts.endToEnd().protocol())
        .with("peer.cipher", facts.endToEnd().cipherSuite())
        .with("reach", times.reach().toNanos())
        .with("outer", times.outerTls().toNanos())
        .with("waiting", times.waiting().toNanos())
        .with("inner", times.endToEndTls().toNanos())
        .with("total", times.total().toNanos());
  }

  private void play(boolean asks) throws IOException {
    if (asks) {
      ask();
      measure();
      sendBulk();
    } else {
      answer();
      receiveBulk();
    }
    tell(Event.of("done"));
  }

  private void ask() throws IOException {
    for (Dialogue.Round round : Dialogue.ROUNDS) {
      long started = System.nanoTime();
      messages.send(Dialogue.message(round.question(), marker));
      String answer = Dialogue.text(receive());
      tell(
          Event.of("round")
              .with("question", round.question())
              .with("answer", answer)
              .with("nanos", System.nanoTime() - started)
              .with("expected", answer.equals(round.answer())));
    }
  }

  private void measure() throws IOException {
    long[] nanos = new long[Dialogue.PINGS];
    for (int i = 0; i < nanos.length; i++) {
      long started = System.nanoTime();
      messages.send(marker);
      receive();
      nanos[i] = System.nanoTime() - started;
    }
    Arrays.sort(nanos);
    tell(Event.of("measured").with("median", nanos[nanos.length / 2]));
  }

  private void answer() throws IOException {
    for (Dialogue.Round round : Dialogue.ROUNDS) {
      String question = Dialogue.text(receive());
      if (!question.equals(round.question())) {
        throw new IOException("the peer sent a message that is not in the script");
      }
      messages.send(Dialogue.message(round.answer(), marker));
    }
    for (int i = 0; i < Dialogue.PINGS; i++) {
      receive();
      messages.send(marker);
    }
  }

  private void sendBulk() throws IOException {
    MessageDigest digest = sha256();
    byte[] block = Dialogue.bulkBlock(marker);
    long left = bytes;
    for (long number = 0; left > 0; number++) {
      Dialogue.numbered(block, number);
      byte[] message = left < block.length ? Arrays.copyOf(block, (int) left) : block;
      digest.update(message);
      messages.send(message);
      left -= message.length;
    }
    byte[] own = digest.digest();
    messages.send(own);
    byte[] theirs = receive();
    tell(compared(own, theirs));
  }

  private void receiveBulk() throws IOException {
    MessageDigest digest = sha256();
    long received = 0;
    long reported = 0;
    long started = 0;
    while (received < bytes) {
      byte[] message = receive();
      started = received == 0 ? System.nanoTime() : started;
      digest.update(message);
      received += message.length;
      if (received - reported >= bytes / PROGRESS_STEPS || received == bytes) {
        reported = received;
        tell(Event.of("progress").with("bytes", received));
      }
    }
    long nanos = System.nanoTime() - started;
    byte[] own = digest.digest();
    byte[] theirs = receive();
    messages.send(own);
    tell(compared(own, theirs).with("bytes", received).with("nanos", nanos));
  }

  private static Event compared(byte[] own, byte[] theirs) {
    return Event.of("bulk")
        .with("sha256", HexFormat.of().formatHex(own))
        .with("equal", MessageDigest.isEqual(own, theirs));
  }

  private byte[] receive() throws IOException {
    return messages.receive().orElseThrow(() -> new IOException("the peer ended too early"));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
