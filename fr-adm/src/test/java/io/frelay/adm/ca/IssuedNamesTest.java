package io.frelay.adm.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuedNamesTest {
  private static final String LONGEST =
      "a23456789012345678901234567890123456789012345678901234567890123";

  @ParameterizedTest
  @ValueSource(strings = {"0", "a", "user1", "Party-A", "a--b", LONGEST})
  void namesThatTlsCanCarry(String name) throws Exception {
    assertThat(IssuedNames.party(name)).isEqualTo(name);
    assertThat(IssuedNames.user(name)).isEqualTo(name);
    assertThat(new SNIHostName(name).getAsciiName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "a.b",
        "-a",
        "a-",
        "a_b",
        "a b",
        "a\n",
        "ä",
        "*",
        "a=b",
        "O=x,CN=y",
        "a\0",
        LONGEST + "4"
      })
  void namesThatLeaveTheFolderOrBreakACertificate(String name) {
    assertThatThrownBy(() -> IssuedNames.party(name))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("cannot name a party");
    assertThatThrownBy(() -> IssuedNames.user(name)).isInstanceOf(AdmException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frelay", "Frelay", "FRELAY"})
  void theRelaysOwnName(String name) {
    assertThatThrownBy(() -> IssuedNames.party(name)).hasMessageContaining("the relay's own name");
    assertThatThrownBy(() -> IssuedNames.user(name)).hasMessageContaining("the relay's own name");
  }
}
