package io.frelay.relay.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.frelay.relay.config.TlsGroup;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangeTest {
  private static PublicKey key(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair().getPublic();
  }

  private static String[] groups(Optional<List<TlsGroup>> wanted, String curve) throws Exception {
    return KeyExchange.of(wanted, false, key(curve)).forBoringSsl();
  }

  @Test
  void costlyGroupsAreNotAmongTheDefaults() throws Exception {
    assertThat(groups(Optional.empty(), "secp256r1"))
        .containsExactly("X25519MLKEM768", "X25519", "P-256");
  }

  @Test
  void whatIsAskedForComesInItsOrder() throws Exception {
    List<TlsGroup> wanted = TlsGroup.parse(List.of("p-521", " X25519"));
    assertThat(groups(Optional.of(wanted), "secp256r1")).containsExactly("P-521", "X25519");
  }

  @ParameterizedTest
  @CsvSource({"secp384r1, P-384", "secp521r1, P-521"})
  void theGroupOfTheRelaysOwnKeyIsUsed(String curve, String group) throws Exception {
    assertThat(groups(Optional.empty(), curve))
        .containsExactly("X25519MLKEM768", "X25519", "P-256", group);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-224", "x25519mlkem1024", ""})
  void whatIsNoGroupIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsGroup.parse(List.of(name)))
        .withMessage(
            "relay.tls-groups: '%s' is not one of X25519MLKEM768, X25519, P-256, P-384, P-521",
            name);
  }

  @Test
  void theDefaultsAreWhatTheJdkHasOfThem() throws Exception {
    assertThat(KeyExchange.of(Optional.empty(), true, key("secp256r1")).forBoringSsl())
        .containsSubsequence("X25519", "P-256");
  }

  @Test
  void aWishThatTheJdkCannotMeetIsSaid() throws Exception {
    if (List.of(KeyExchange.of(Optional.empty(), true, key("secp256r1")).forBoringSsl())
        .contains("X25519MLKEM768")) {
      return; // this one can: Java 27
    }
    Optional<List<TlsGroup>> wanted = Optional.of(List.of(TlsGroup.X25519MLKEM768));
    PublicKey key = key("secp256r1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyExchange.of(wanted, true, key))
        .withMessageContaining("does not have X25519MLKEM768");
  }
}
