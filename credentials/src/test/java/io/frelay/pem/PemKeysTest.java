package io.frelay.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeysTest {
  private static final KeyPair RSA = TestKeys.rsa();
  private static final KeyPair EC = TestKeys.ec("secp256r1");

  static Stream<Named<PrivateKey>> keys() {
    return Stream.of(
        Named.of("P-256", EC.getPrivate()),
        Named.of("P-384", TestKeys.ec("secp384r1").getPrivate()),
        Named.of("P-521", TestKeys.ec("secp521r1").getPrivate()),
        Named.of("RSA", RSA.getPrivate()),
        Named.of("Ed25519", TestKeys.named("Ed25519").getPrivate()));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void pkcs8(PrivateKey key) throws Exception {
    assertThat(Pem.privateKey(TestKeys.pkcs8(key), "KEY")).isEqualTo(key);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void withLineEndsAsAnEnvironmentWritesThem(PrivateKey key) throws Exception {
    String pem = TestKeys.pkcs8(key);
    assertThat(Pem.privateKey(pem.replace("\n", "\\n"), "KEY")).isEqualTo(key);
    assertThat(Pem.privateKey(pem.replace("\n", "\\r\\n"), "KEY")).isEqualTo(key);
    assertThat(Pem.privateKey(pem.replace("\n", "\r\n"), "KEY")).isEqualTo(key);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void inBase64OnceMore(PrivateKey key) throws Exception {
    byte[] pem = TestKeys.pkcs8(key).getBytes(StandardCharsets.US_ASCII);
    assertThat(Pem.privateKey(Base64.getEncoder().encodeToString(pem), "KEY")).isEqualTo(key);
    assertThat(Pem.privateKey(Base64.getMimeEncoder().encodeToString(pem) + "\n", "KEY"))
        .isEqualTo(key);
  }

  @Test
  void pkcs1() throws Exception {
    String pem = TestKeys.pem("RSA PRIVATE KEY", TestKeys.pkcs1(RSA.getPrivate()));
    assertThat(Pem.privateKey(pem, "KEY")).isEqualTo(RSA.getPrivate());
  }

  @Test
  void whatStandsBesideTheKeyIsPassedOver() throws Exception {
    String certificate = TestCertificate.pem(TestCertificate.of(EC.getPublic(), "1"));
    String text = "a comment\n" + certificate + TestKeys.pkcs8(EC.getPrivate());
    assertThat(Pem.privateKey(text, "KEY")).isEqualTo(EC.getPrivate());
    assertThat(Pem.certificates(text, "CERT")).hasSize(1);
  }

  @Test
  void encryptedKeysAreNamedAsSuch() {
    byte[] der = EC.getPrivate().getEncoded();
    assertBad(TestKeys.pem("ENCRYPTED PRIVATE KEY", der), "KEY is encrypted; store it decrypted");
    assertBad(
        TestKeys.pem("EC PRIVATE KEY", der)
            .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
        "KEY is encrypted; store it decrypted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void nothing(String text) {
    assertBad(text, "KEY is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "Z2FyYmFnZQ==", "/etc/frelay/key.pem", "-----END X-----"})
  void noPemAtAll(String text) {
    assertBad(text, "KEY is not PEM: no line '-----BEGIN ...-----'");
  }

  @Test
  void aKeyOfAKindThatTlsCannotUse() {
    assertBad(TestKeys.pkcs8(TestKeys.named("X25519").getPrivate()), "KEY is damaged, or neither");
    assertBad(TestKeys.pkcs8(TestKeys.named("DSA").getPrivate()), "KEY is damaged, or neither");
  }

  @Test
  void aCertificateInThePlaceOfAKeyAndTheOtherWayRound() {
    String certificate = TestCertificate.pem(TestCertificate.of(EC.getPublic(), "1"));
    assertBad(certificate, "KEY holds no private key");
    assertThatThrownBy(() -> Pem.certificates(TestKeys.pkcs8(EC.getPrivate()), "CERT"))
        .isInstanceOf(PemException.class)
        .hasMessage("CERT holds no certificate");
  }

  @Test
  void aDamagedCertificate() {
    assertThatThrownBy(() -> Pem.certificates(TestKeys.pem("CERTIFICATE", new byte[40]), "CERT"))
        .isInstanceOf(PemException.class)
        .hasMessage("CERT: the certificate is cut short or damaged");
  }

  /** Every prefix of each PEM form; a whole one but for its last line end is still whole. */
  @Property(tries = 300)
  void aTruncatedKeyIsNeverAKeyAndNeverQuoted(
      @ForAll @IntRange(max = 2000) int length, @ForAll boolean oneLine) {
    String pem = TestKeys.pem("RSA PRIVATE KEY", TestKeys.pkcs1(RSA.getPrivate()));
    String text = oneLine ? pem.replace("\n", "\\n") : pem;
    String cut = text.substring(0, Math.min(length, text.stripTrailing().length() - 3));
    assertBadWithoutKey(cut, RSA.getPrivate());
  }

  @Property(tries = 300)
  void aDamagedKeyIsNeverQuoted(@ForAll @IntRange(max = 1200) int place, @ForAll byte damage) {
    byte[] der = TestKeys.pkcs1(RSA.getPrivate());
    der[place % der.length] = damage;
    assertKeyOrBadWithoutKey(TestKeys.pem("RSA PRIVATE KEY", der), RSA.getPrivate());
    assertKeyOrBadWithoutKey(TestKeys.pem("EC PRIVATE KEY", der), RSA.getPrivate());
    assertKeyOrBadWithoutKey(TestKeys.pem("PRIVATE KEY", der), RSA.getPrivate());
  }

  @Property(tries = 300)
  void anyBytesUnderAnyLabelAreAKeyOrAnError(@ForAll byte[] der) {
    for (String label : new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
      assertKeyOrBadWithoutKey(TestKeys.pem(label, der), EC.getPrivate());
    }
  }

  private static void assertBad(String text, String message) {
    assertThatThrownBy(() -> Pem.privateKey(text, "KEY"))
        .isInstanceOf(PemException.class)
        .hasMessageStartingWith(message);
  }

  private static void assertBadWithoutKey(String text, PrivateKey key) {
    assertThatThrownBy(() -> Pem.privateKey(text, "KEY"))
        .isInstanceOf(PemException.class)
        .satisfies(failure -> assertNothingOf(key, failure));
  }

  private static void assertKeyOrBadWithoutKey(String text, PrivateKey key) {
    try {
      assertThat(Pem.privateKey(text, "KEY")).isNotNull();
    } catch (PemException e) {
      assertNothingOf(key, e);
    }
  }

  /** No 16 characters of the key's base64 anywhere in the failure or its causes. */
  private static void assertNothingOf(PrivateKey key, Throwable failure) {
    String base64 = Base64.getEncoder().encodeToString(TestKeys.pkcs1(key));
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      for (int i = 0; i + 16 <= base64.length(); i++) {
        assertThat(text).doesNotContain(base64.substring(i, i + 16));
      }
    }
    assertThat(failure).hasMessageStartingWith("KEY");
  }
}
