package io.frelay.scenarios;

import static io.frelay.adm.ca.CertificateOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.adm.folder.CertificateFolder;
import io.frelay.scenarios.support.Command;
import io.frelay.scenarios.support.Command.Result;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/fr-adm} as a user runs it, from a folder that is not the project. */
class FrAdmIT {
  private static final String FR_ADM = Project.launcher("fr-adm").toString();

  @TempDir private Path folder;

  @BeforeAll
  static void jarIsFresh() throws IOException {
    Project.jarsAreFresh("fr-adm/target/fr-adm.jar");
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
    assertThat(itself.err()).contains("a party cannot connect to itself");
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

  @Test
  void sixThatRevokeAtOnceRevokeSix() throws Exception {
    frAdm("create", "relay");
    List<Command> six = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      six.add(start("revoke", "--serial", Integer.toString(10 + i)));
    }
    for (Command each : six) {
      Result result = each.result();
      assertThat(result.exit()).as(result.err()).isZero();
    }
    assertThat(frAdm("inspect", "certs/frelay-crl.pem").out()).contains("revoked      6\n");
  }

  @Test
  void whoCannotWriteItsOutputFailsAndSaysSo() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
    makeParty();
    for (String command :
        List.of(
            "env --user user1 --party 0 --dest 1 --relay relay:6000",
            "secrets gcp --user user1 --party 0",
            "inspect certs/user1/0/cert.pem",
            "--version",
            "create party --help")) {
      Result result = frAdmIn("", command + " >/dev/full");
      assertThat(result.exit()).as(command).isEqualTo(1);
      assertThat(result.err()).contains("fr-adm: cannot write to standard output: ");
    }
  }

  /** A process that may write no byte to a file finds what a full disk has: no room. */
  @Test
  void aFullDiskChangesNothing() throws Exception {
    makeParty();
    Map<String, String> before = contents();
    for (String command :
        List.of(
            "create party --user user1 --name 1",
            "create party --user user1 --name 0 --force",
            "create user --name user2",
            "create relay --force",
            "create relay --out elsewhere",
            "revoke --serial 1",
            "secrets ibm-ce --user user1 --party 0")) {
      Result result = // by a pipe, since the limit is for what it says to a file, too
          shell(
              "{ ulimit -f 0; '%s' %s 2>&1; echo \"exit $?\"; } | cat".formatted(FR_ADM, command));
      assertThat(result.out())
          .as(command)
          .contains("fr-adm: cannot write: ", "; nothing was changed", "exit 1\n");
      assertThat(contents()).as(command).isEqualTo(before);
    }
  }

  @Test
  void numbersDoNotDependOnTheLocale() throws Exception {
    makeParty();
    Result result =
        frAdmIn(
            "export JAVA_TOOL_OPTIONS='-Duser.language=ar -Duser.country=EG'; ",
            "inspect certs/user1/0/cert.pem");
    assertThat(result.out()).contains("EC 256 bits").matches("\\p{ASCII}+");
  }

  /** Each file's content, and each folder. */
  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        contents.put(file.toString(), Files.isDirectory(file) ? "" : Files.readString(file));
      }
    }
    return contents;
  }

  private void makeParty() throws Exception {
    CertificateFolder certificates = new CertificateFolder(folder.resolve("certs"));
    certificates.createRelay(List.of(), DEFAULTS);
    certificates.createUser("user1", DEFAULTS);
    certificates.createParty("user1", "0", DEFAULTS);
  }

  private Result frAdm(String... arguments) throws Exception {
    return start(arguments).result();
  }

  private Command start(String... arguments) {
    return Command.start(folder, Map.of(), "fr-adm", arguments);
  }

  /** In a shell, with something before the command. */
  private Result frAdmIn(String before, String command) throws Exception {
    return shell("%s'%s' %s".formatted(before, FR_ADM, command));
  }

  private Result shell(String script) throws Exception {
    return Command.shell(folder, Map.of(), "set +e; " + script);
  }
}
