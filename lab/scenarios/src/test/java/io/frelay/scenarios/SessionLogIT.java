package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.frelay.scenarios.support.Exchange;
import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line for every session, whatever its parties call it, and never a secret. */
class SessionLogIT {
  private static final int MANY = 200;

  @Test
  void oneLineWithEveryField() throws Exception {
    RelayProcess relay = Shared.relay();
    try (HandDrivenParty waiter = request(relay, "0", "1", "log");
        HandDrivenParty second = request(relay, "1", "0", "log")) {
      exchangeAndEnd(waiter, second);
    }
    String line = relay.awaitLine("session ended", "tag=log ");
    assertThat(relay.log())
        .filteredOn(each -> each.contains("session ended") && each.contains("tag=log "))
        .singleElement()
        .asString()
        .matches(
            "\\S+ INFO +session ended user=user1 waiter=0 second=1 tag=log duration=\\d+\\.\\d{3}"
                + " bytes_to_second=3 bytes_to_waiter=2"
                + " waiter_address=127.0.0.1 waiter_serial=%s second_address=127.0.0.1"
                    .formatted(serial("0"))
                + " second_serial=%s reason=completed".formatted(serial("1")));
    assertThat(line).isNotEmpty();
  }

  @Test
  void aTagCannotForgeALineOrAField() throws Exception {
    RelayProcess relay = Shared.relay();
    String tag = "x\\nFORGED INFO session ended\\u2028\\u001b[2J\\\" reason=completed";
    try (HandDrivenParty waiter = request(relay, "0", "1", tag);
        HandDrivenParty second = request(relay, "1", "0", tag)) {
      waiter.awaitReady();
      second.awaitReady();
    }
    String line = relay.awaitLine("tag=\"x\\nFORGED INFO session ended\\u2028", "duration=");
    assertThat(line).contains("\\\" reason=completed\" duration=");
    assertThat(relay.log()).noneMatch(each -> each.startsWith("FORGED"));
    assertThat(relay.log())
        .filteredOn(each -> each.contains("FORGED"))
        .allMatch(each -> each.matches("[ -~]*"));
  }

  @Test
  void asJsonWithFieldsOfTheirOwn() throws Exception {
    try (RelayProcess relay = RelayProcess.startWithOptions(Shared.PKI, List.of("--log", "json"))) {
      try (HandDrivenParty waiter = request(relay, "0", "1", "a\\nb");
          HandDrivenParty second = request(relay, "1", "0", "a\\nb")) {
        exchangeAndEnd(waiter, second);
      }
      relay.awaitLine("session ended", "reason");
      String line =
          relay.log().stream().filter(each -> each.contains("session ended")).findFirst().get();
      JsonPath json = JsonPath.from(line);
      assertThat(json.getString("mdc.user")).isEqualTo("user1");
      assertThat(json.getString("mdc.waiter")).isEqualTo("0");
      assertThat(json.getString("mdc.tag")).isEqualTo("a\nb");
      assertThat(json.getString("mdc.bytes_to_second")).isEqualTo("3");
      assertThat(json.getString("mdc.reason")).isEqualTo("completed");
      assertThat(relay.log()).allMatch(each -> each.startsWith("{") && each.endsWith("}"));
    }
  }

  @Test
  void noKeyMaterialEvenWithDebug() throws Exception {
    try (RelayProcess relay = RelayProcess.startWithOptions(Shared.PKI, List.of("--debug"))) {
      Exchange.between0And1(relay, Shared.PKI, "debug");
      relay.awaitLine("session ended", "tag=debug");
      String log = String.join("\n", relay.log());
      assertThat(log).doesNotContain("-----BEGIN");
      assertThat(secretLines())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(log).doesNotContain(line));
    }
  }

  private static String serial(String party) throws Exception {
    try (InputStream in = Files.newInputStream(Shared.PKI.atRelay("user1", party).certificate())) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return certificate.getSerialNumber().toString(16);
    }
  }

  /** A party makes as many lines as it likes; the log has a few of them, and how many more. */
  @Test
  void aPartyCannotFillTheLog() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI)) {
      List<HandDrivenParty> parties = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        parties.add(HandDrivenParty.request(relay, "0", "2", "flood-" + i));
      }
      relay.awaitMeter("frelay_waiters", MANY);
      for (HandDrivenParty party : parties) {
        party.close();
      }
      relay.awaitMeter("frelay_waiters", 0);
      await()
          .until(
              () -> {
                HandDrivenParty.request(relay, "1", "2", "after").close();
                return relay.log().stream().anyMatch(line -> line.contains(" more lines about "));
              });
      assertThat(relay.log())
          .anyMatch(
              line -> line.contains("more lines about party 0 of user 'user1' were left out"));
      assertThat(relay.log().stream().filter(line -> line.contains("flood-")).count())
          .isBetween(1L, MANY - 1L);
    }
  }

  /** Rotates like logrotate: renames the file, then sends the relay a SIGHUP. */
  @Test
  void aLogFileIsOpenedAnewAtSighup(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("relay.log");
    Path rotated = folder.resolve("relay.log.1");
    try (RelayProcess relay =
        RelayProcess.start(
            Shared.PKI, "quarkus.log.file.enable=true", "quarkus.log.file.path=" + file)) {
      await().until(() -> Files.readString(file).contains("relay listens on"));
      Files.move(file, rotated);
      relay.signal("HUP");
      await()
          .until(
              () -> Files.exists(file) && Files.readString(file).contains("credentials were read"));
      assertThat(Files.readString(rotated)).doesNotContain("credentials were read");
    }
  }

  @Test
  void digitsAreAsciiWhateverTheLocale() {
    try (RelayProcess relay =
        RelayProcess.start(Shared.PKI, "user.language=ar", "user.country=EG")) {
      assertThat(relay.log()).allMatch(line -> line.matches("[ -~]*"));
      assertThat(relay.awaitLine("relay listens on")).isNotEmpty();
    }
  }

  private static List<String> secretLines() throws Exception {
    try (Stream<Path> files = Files.walk(Shared.PKI.root())) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("key.pem"))
          .flatMap(SessionLogIT::lines)
          .filter(line -> !line.startsWith("-----") && !line.isBlank())
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HandDrivenParty request(RelayProcess relay, String me, String dest, String tag)
      throws Exception {
    double waiting = relay.meter("frelay_waiters");
    HandDrivenParty party = HandDrivenParty.request(relay, me, dest, tag);
    if (me.equals("0")) {
      relay.awaitMeter("frelay_waiters", waiting + 1); // so that it is the one that waits
    }
    return party;
  }

  private static void exchangeAndEnd(HandDrivenParty waiter, HandDrivenParty second)
      throws Exception {
    waiter.awaitReady();
    second.awaitReady();
    waiter.send(new byte[] {22, 1, 2});
    second.send(new byte[] {22, 3});
    waiter.socket().shutdownOutput();
    second.socket().shutdownOutput();
    assertThat(second.readRaw(3)).hasSize(3);
    assertThat(waiter.readRaw(2)).hasSize(2);
    assertThat(second.readRaw()).isEqualTo(-1);
    assertThat(waiter.readRaw()).isEqualTo(-1);
  }
}
