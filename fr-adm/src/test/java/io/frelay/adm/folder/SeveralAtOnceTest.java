package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.adm.AdmException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands in one folder at the same time. */
class SeveralAtOnceTest extends FolderTest {
  @Test
  void oneOfSeveralThatMakeTheSamePartyAtOnceMakesIt() throws Exception {
    List<Object> outcomes = AtOnce.outcomes(6, i -> folder.createParty("user1", "0", DEFAULTS));
    assertThat(outcomes).filteredOn(Created.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(AdmException.class::isInstance)
        .hasSize(5)
        .allSatisfy(e -> assertThat(((AdmException) e).getMessage()).contains("exists"));
    PemFiles.pair(folder.layout().endToEnd("user1", "0"));
    assertThat(PemFiles.pair(folder.layout().atRelay("user1", "0")).leaf())
        .isEqualTo(PemFiles.pair(folder.layout().shared("0")).leaf());
  }

  @Test
  void severalThatReplaceTheSamePartyAtOnceDoNotMixItsFiles() throws Exception {
    AtOnce.run(6, i -> folder.createParty("user1", "0", DEFAULTS.replacing()));
    PemFiles.pair(folder.layout().endToEnd("user1", "0"));
    assertThat(PemFiles.pair(folder.layout().atRelay("user1", "0")).leaf())
        .isEqualTo(PemFiles.pair(folder.layout().shared("0")).leaf());
  }

  /** Names that differ in case only are one user: whoever comes second is told. */
  @Test
  void twoUsersOfOneNameCannotComeTogether() throws Exception {
    List<Object> outcomes =
        AtOnce.outcomes(4, i -> folder.createUser(i % 2 == 0 ? "Anna" : "anna", DEFAULTS));
    assertThat(outcomes).filteredOn(Created.class::isInstance).hasSize(1);
  }

  @Test
  void anEmptyFolderIsNotLeftBehind() {
    CertificateFolder empty = new CertificateFolder(temporary.resolve("empty/certs"));
    assertThatThrownBy(() -> empty.createParty("user1", "0", DEFAULTS))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("create relay");
    assertThat(temporary.resolve("empty")).doesNotExist();
  }
}
