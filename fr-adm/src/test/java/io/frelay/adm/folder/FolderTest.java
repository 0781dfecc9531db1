package io.frelay.adm.folder;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Set-up of a test on a folder with a relay and a user. */
public abstract class FolderTest {
  @TempDir protected Path temporary;
  protected CertificateFolder folder;
  protected Path root;

  @BeforeEach
  void makeRelayAndUser() throws Exception {
    root = temporary.resolve("certs");
    folder = new CertificateFolder(root);
    folder.createRelay(List.of(), DEFAULTS);
    folder.createUser("user1", DEFAULTS);
  }
}
