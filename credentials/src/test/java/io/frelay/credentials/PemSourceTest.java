package io.frelay.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.pem.PemException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the PEMs of an environment are from. */
class PemSourceTest {
  private static final String KEY = "-----BEGIN PRIVATE KEY-----\nMEECAQ\n";

  @Test
  void aKeyInPlaceOfItsPathIsNotPrinted() {
    for (String value :
        List.of(
            KEY,
            "\n" + KEY,
            "Key Attributes: <No Attributes>\n" + KEY,
            Base64.getEncoder().encodeToString(KEY.getBytes(US_ASCII)))) {
      assertThatThrownBy(() -> PemSource.ofEnvironment(Map.of("PARTY_KEY_FILE", value)))
          .isInstanceOf(PemException.class)
          .hasMessage(
              "PARTY_KEY_FILE holds a PEM text; it takes the path of a file, and PARTY_KEY the text");
    }
  }
}
