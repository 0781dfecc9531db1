package io.frelay.adm;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.Processes.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/fr-adm} as a user runs it, from a folder that is not the project. */
class FrAdmIT {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** This build has just packaged the jar, so the launcher need not build it once more. */
  @BeforeAll
  static void jarIsFresh() throws Exception {
    Path jar = PROJECT.resolve("fr-adm/target/fr-adm.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
  }

  @Test
  void fromNothingToAPartysEnvironment() throws Exception {
    Result relay = frAdm("create", "relay");
    assertThat(relay.exit()).as(relay.err()).isZero();
    assertThat(relay.out()).isEmpty();
    assertThat(relay.err()).contains("certs/frelay-ca.pem", "Next: fr-adm create user");
    assertThat(frAdm("create", "user", "--name", "user1").exit()).isZero();
    assertThat(frAdm("create", "party", "--name", "0", "--user", "user1").exit()).isZero();
    assertThat(folder.resolve("certs/0/key.pem")).isRegularFile();
    assertThat(folder.resolve("certs/user1/0/cert.pem")).isRegularFile();

    Result again = frAdm("create", "party", "--name", "0", "--user", "user1");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).startsWith("fr-adm: certs/").contains("--force").hasLineCount(1);

    Result env =
        frAdm("env", "--user", "user1", "--party", "0", "--relay", "[::1]:6000", "--dest", "1");
    assertThat(env.exit()).isZero();
    assertThat(env.out()).startsWith("export RELAY='[::1]:6000'\nexport RELAY_CA='-----BEGIN");
    assertThat(env.err()).isEmpty();

    Result itself =
        frAdm("env", "--user", "user1", "--party", "0", "--relay", "[::1]:6000", "--dest", "0");
    assertThat(itself.exit()).isEqualTo(2);
    assertThat(itself.err()).contains("no party meets itself");
    assertThat(itself.out()).isEmpty();

    Result inspect = frAdm("inspect", "certs/user1/0/cert.pem", "certs/frelay/key.pem");
    assertThat(inspect.exit()).as(inspect.err()).isZero();
    assertThat(inspect.out())
        .contains("party, end to end", "yes, signed by certs/user1/user-ca.pem");
  }

  @Test
  void wrongUseExitsWith2AndSaysWhereToRead() throws Exception {
    Result name = frAdm("create", "party", "--name", "../x", "--user", "user1");
    assertThat(name.exit()).isEqualTo(2);
    assertThat(name.err()).contains("cannot name a party", "fr-adm create party --help");
    assertThat(frAdm("create").exit()).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void versionComesFromTheManifest() throws Exception {
    Result version = frAdm("--version");
    assertThat(version.exit()).isZero();
    assertThat(version.out()).matches("fr-adm [0-9]+\\.[0-9]+\\.[0-9]+.*\n");
  }

  private Result frAdm(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(PROJECT.resolve("bin/fr-adm").toString());
    command.addAll(List.of(arguments));
    return Processes.run(folder, command);
  }
}
