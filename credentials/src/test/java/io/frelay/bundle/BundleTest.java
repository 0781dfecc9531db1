package io.frelay.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
  private static final String PEM = new PemBlock("CERTIFICATE", bytes(400)).text();
  private static final String KEY = new PemBlock("EC PRIVATE KEY", bytes(121)).text();
  private static final Map<String, String> SOME =
      Map.of("RELAY", "relay.example.org:6000", "RELAY_CA", PEM, "PARTY_KEY", KEY, "DEST", "1,2");

  @Test
  void isOnePlainWord() {
    assertThat(Bundle.encode(SOME)).matches("frelay1\\.[A-Za-z0-9_-]+");
  }

  /** Made with Python's zlib, to the letter of the description; later versions keep reading it. */
  @Test
  void aBundleOfTheFirstVersionIsRead() throws Exception {
    assertThat(
            Bundle.decode(
                "frelay1.eNpjDXL1cYxk4MvJT07MycgvLrEyMzAwYHFxDQ5hYDQEAH_IB8A", "FRELAY_BUNDLE"))
        .isEqualTo(Map.of("RELAY", "localhost:6000", "DEST", "1"));
  }

  @Test
  void comesInTheOrderOfTheNames() throws Exception {
    Map<String, String> reversed = new LinkedHashMap<>();
    reversed.put("DEST", "1");
    reversed.put("RELAY", "localhost:6000");

    assertThat(Bundle.decode(Bundle.encode(reversed), "x").keySet())
        .containsExactly("RELAY", "DEST");
  }

  @Test
  void allShapesOfPemBecomePlainPem() throws Exception {
    String escaped = PEM.replace("\n", "\\n");
    String base64 = Base64.getEncoder().encodeToString(PEM.getBytes(StandardCharsets.US_ASCII));
    String wordsAround = "subject=CN = 0\n" + PEM.replace("\n", "\r\n") + "end\n";

    for (String shape : new String[] {PEM, escaped, base64, wordsAround}) {
      assertThat(roundTrip("USER_CA", shape)).isEqualTo(PEM);
    }
  }

  @Test
  void aValueMayHoldSeveralBlocksOfSeveralKinds() throws Exception {
    assertThat(roundTrip("RELAY_CERT", PEM + PEM + KEY)).isEqualTo(PEM + PEM + KEY);
  }

  @Test
  void whiteSpaceAroundItDoesNotMatter() throws Exception {
    assertThat(Bundle.decode(" \n" + Bundle.encode(SOME) + "\r\n", "x")).isEqualTo(SOME);
  }

  @Test
  void cutShortAnywhereIsNamedSo() {
    String bundle = Bundle.encode(SOME);
    for (int length = 1; length < bundle.length(); length++) {
      String start = bundle.substring(0, length);
      assertThatThrownBy(() -> Bundle.decode(start, "FRELAY_BUNDLE"))
          .as("the first %d characters", length)
          .isInstanceOf(PemException.class)
          .hasMessage("FRELAY_BUNDLE: the bundle is cut short; store the whole of it again");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n"})
  void emptyIsNamedSo(String text) {
    assertRefused(text, "FRELAY_BUNDLE is empty; store the bundle that fr-adm wrote");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "frelay.abc",
        "frelay0.abc",
        "Frelay1.abc",
        "@Microsoft.KeyVault(SecretUri=x)",
        "-----BEGIN CERTIFICATE-----",
        "{\"RELAY\":\"secret\"}"
      })
  void anotherTextIsNamedSo(String text) {
    assertRefused(
        text,
        "FRELAY_BUNDLE is not a bundle: it does not begin with 'frelay1.'; store the bundle that fr-adm wrote");
  }

  @ParameterizedTest
  @ValueSource(strings = {"frelay2.abc", "frelay10.\nabc"})
  void aNewerFormatIsNamedSo(String text) {
    assertRefused(
        text,
        "FRELAY_BUNDLE is a bundle of a newer format; update Frelay here, or make the bundle with this version's fr-adm");
  }

  @Test
  void whatIsNoneOfItsCharactersOrComesAfterItsEndIsDamage() {
    String damaged = "FRELAY_BUNDLE: the bundle is damaged; store it again, unchanged";
    String bundle = Bundle.encode(SOME);
    assertRefused(bundle.replaceFirst("(?<=.{40}).", "+"), damaged);
    assertRefused(bundle.substring(0, 40) + "\n" + bundle.substring(40), damaged);
    assertRefused(bundle + "AAAA", damaged);
    assertRefused(text(new byte[] {20}), damaged);
  }

  @Test
  void aBombIsNotUnpacked() {
    assertRefused(
        text(new byte[50_000_000]),
        "FRELAY_BUNDLE: the bundle holds more than 65536 bytes; store one that fr-adm wrote");
  }

  @Test
  void aNewerWritersNamesArePassedOver() throws Exception {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    entries.writeBytes(entry("NEW", bytes(300)));
    entries.writeBytes(entry("DEST", "1".getBytes(StandardCharsets.UTF_8)));

    assertThat(Bundle.decode(text(entries.toByteArray()), "x")).isEqualTo(Map.of("DEST", "1"));
  }

  @Test
  void onlyWhatAPartyReadsIsWritten() {
    assertThatThrownBy(() -> Bundle.encode(Map.of("PATH", "secret")))
        .hasMessage("PATH has no place in a bundle");
    assertThatThrownBy(() -> Bundle.encode(Map.of("USER_CA", "secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("USER_CA is not PEM");
    assertThatThrownBy(() -> Bundle.encode(Map.of("TAG", "x".repeat(0x10000))))
        .hasMessage("TAG is too long for a bundle");
    assertThatThrownBy(() -> Bundle.encode(Map.of("TAG", "x\ud800")))
        .hasMessageContaining("surrogate");
    assertThatThrownBy(
            () -> Bundle.encode(Map.of("USER_CA", PEM.repeat(100), "RELAY_CA", PEM.repeat(100))))
        .hasMessageStartingWith("a bundle holds at most 65536 bytes");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> Bundle.decode(text, "FRELAY_BUNDLE"))
        .isInstanceOf(PemException.class)
        .hasMessage(message);
  }

  private static String roundTrip(String name, String value) throws PemException {
    return Bundle.decode(Bundle.encode(Map.of(name, value)), "x").get(name);
  }

  /** A bundle of these entries, whatever they are. */
  private static String text(byte[] entries) {
    return "frelay1."
        + Base64.getUrlEncoder().encodeToString(Zlib.deflate(entries)).replace("=", "");
  }

  private static byte[] entry(String name, byte[] content) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.write(name.length());
    entry.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    entry.write(content.length >> 8);
    entry.write(content.length);
    entry.writeBytes(content);
    return entry.toByteArray();
  }

  /** Bytes that do not compress, the same in each run. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
