package io.frelay.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms that openssl writes, where it is installed. */
class OpensslPemTest {
  @TempDir private Path folder;

  @BeforeAll
  static void requireOpenssl() {
    boolean there;
    try {
      there = new ProcessBuilder("openssl", "version").start().waitFor(20, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      there = false;
    }
    assumeTrue(there, "openssl is not installed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prime256v1", "secp384r1", "secp521r1"})
  void sec1WithAndWithoutItsParameters(String curve) throws Exception {
    String both = openssl("ecparam", "-genkey", "-name", curve);
    assertThat(both).contains("BEGIN EC PARAMETERS", "BEGIN EC PRIVATE KEY");
    String sec1 = both.substring(both.indexOf("-----BEGIN EC PRIVATE KEY"));
    Path file = Files.writeString(folder.resolve("sec1.pem"), sec1);
    String pkcs8 = openssl("pkey", "-in", file.toString());

    assertThat(secret(both)).isEqualTo(secret(pkcs8));
    assertThat(secret(sec1)).isEqualTo(secret(pkcs8));
  }

  /** The JDK reads the first three, and can do nothing with them. */
  @ParameterizedTest
  @ValueSource(strings = {"secp256k1", "secp224r1", "brainpoolP256r1", "SM2"})
  void aCurveThatIsNotSupportedIsNamed(String curve) throws Exception {
    String sec1 = openssl("ecparam", "-genkey", "-noout", "-name", curve);
    Path file = Files.writeString(folder.resolve("sec1.pem"), sec1);
    String certificate = openssl("req", "-x509", "-new", "-key", file.toString(), "-subj", "/CN=0");
    String known = curve.equals("SM2") ? "not supported here" : "the key is on the curve " + curve;
    for (String key : List.of(sec1, openssl("pkey", "-in", file.toString()))) {
      assertThatThrownBy(() -> CertifiedKey.of(certificate, "CERT", key, "KEY"))
          .isInstanceOf(PemException.class)
          .message()
          .contains(known, "make one on P-256, P-384 or P-521");
    }
    assertThatThrownBy(() -> Authorities.of(certificate, "CA", Instant.now()))
        .isInstanceOf(PemException.class)
        .message()
        .contains("CA", known, "P-521");
  }

  @Test
  void pkcs1() throws Exception {
    String pkcs8 = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048");
    Path file = Files.writeString(folder.resolve("rsa.pem"), pkcs8);
    String pkcs1 = openssl("rsa", "-traditional", "-in", file.toString());
    assertThat(pkcs1).contains("BEGIN RSA PRIVATE KEY");
    assertThat(Pem.privateKey(pkcs1, "KEY")).isEqualTo(Pem.privateKey(pkcs8, "KEY"));
  }

  @Test
  void ed25519() throws Exception {
    assertThat(Pem.privateKey(openssl("genpkey", "-algorithm", "ED25519"), "KEY").getAlgorithm())
        .isEqualTo("EdDSA");
  }

  @Test
  void encryptedInTheOldAndTheNewForm() throws Exception {
    String plain = openssl("ecparam", "-genkey", "-noout", "-name", "prime256v1");
    Path file = Files.writeString(folder.resolve("key.pem"), plain);
    String older = openssl("ec", "-in", file.toString(), "-aes128", "-passout", "pass:secret");
    String newer = openssl("pkcs8", "-topk8", "-in", file.toString(), "-passout", "pass:secret");
    assertThat(older).contains("Proc-Type: 4,ENCRYPTED");
    assertThat(newer).contains("BEGIN ENCRYPTED PRIVATE KEY");
    for (String encrypted : List.of(older, newer)) {
      assertThatThrownBy(() -> Pem.privateKey(encrypted, "KEY"))
          .isInstanceOf(PemException.class)
          .hasMessageStartingWith("KEY is encrypted");
    }
  }

  private static BigInteger secret(String pem) throws PemException {
    return ((ECPrivateKey) Pem.privateKey(pem, "KEY")).getS();
  }

  private String openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("stderr").toFile())
            .directory(folder.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> command + ": " + output).isZero();
    return output;
  }
}
