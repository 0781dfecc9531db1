package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/relay: the package, its installation (below a folder, without root) and the unit. */
class RelayServiceIT {
  private static final Path ARCHIVE =
      Project.ROOT.resolve("deploy/relay/target/frelay-relay.tar.gz");

  @TempDir private static Path unpacked;
  @TempDir private Path root;
  private Path etc;

  @BeforeAll
  static void unpack() throws Exception {
    succeeds(FinishedProgram.run("deploy/relay/package.sh"));
    succeeds(FinishedProgram.run("tar", "-xzf", ARCHIVE.toString(), "-C", unpacked.toString()));
  }

  @BeforeEach
  void certificates() throws IOException {
    etc = Files.createDirectories(root.resolve("etc/frelay"));
    Path certs = Shared.PKI.root();
    install(certs.resolve("frelay-ca.pem"), "relay-ca.pem");
    install(certs.resolve("frelay/cert.pem"), "relay-cert.pem");
    install(certs.resolve("frelay/key.pem"), "relay-key.pem");
  }

  private void install(Path from, String name) throws IOException {
    Path to = Files.copy(from, etc.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
  }

  private static FinishedProgram succeeds(FinishedProgram program) {
    assertThat(program.exitCode()).as(program::output).isZero();
    return program;
  }

  private FinishedProgram install() throws Exception {
    return FinishedProgram.run(
        Map.of("FRELAY_PREFIX", root.toString()),
        List.of(unpacked.resolve("frelay-relay/install.sh").toString()));
  }

  /** The unit's command, as the service manager would make it of what is installed. */
  private List<String> command() throws IOException {
    String unit = unit().replace("\\\n", " ");
    String line = unit.lines().filter(l -> l.startsWith("ExecStart=")).findFirst().orElseThrow();
    return Stream.of(line.substring("ExecStart=".length()).trim().split(" +", -1))
        .map(word -> word.replace("/usr/bin/java", Project.JAVA))
        .map(word -> word.replace("$JAVA_OPTS", "-Drelay.port=0"))
        .map(word -> word.replace("${CREDENTIALS_DIRECTORY}", etc.toString()))
        .map(word -> word.replace("quarkus-app/", root + "/opt/frelay/current/quarkus-app/"))
        .toList();
  }

  @Test
  void theUnitsCommandStartsTheRelay() throws Exception {
    succeeds(install());
    Map<String, String> environment = Map.of("QUARKUS_MANAGEMENT_PORT", "0");
    try (RelayProcess relay = RelayProcess.startBy(command(), environment)) {
      assertThat(relay.port()).isPositive();
    }
  }

  /** A script stands for the executable here: what it is started with is what matters. */
  @Test
  void aNativeExecutableIsStartedInstead() throws Exception {
    Path source = unpacked.resolve("frelay-relay");
    Path executable = source.resolve("relay");
    Files.writeString(executable, "#!/bin/sh\necho relay\n");
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(Project.ROOT.resolve("deploy/relay/native.conf"), source.resolve("native.conf"));
    Path dropIn = root.resolve("etc/systemd/system/frelay-relay.service.d/native.conf");
    try {
      succeeds(install());
      assertThat(root.resolve("opt/frelay/current/relay")).isExecutable();
      assertThat(root.resolve("opt/frelay/current/quarkus-app")).doesNotExist();
      assertThat(dropIn).content().contains("ExecStart=\nExecStart=/opt/frelay/current/relay ");
      assertThat(options(Files.readString(dropIn))).isEqualTo(options(unit()));
      Files.writeString(executable, "#!/bin/sh\nexit 1\n");
      assertThat(install().output()).contains("does not run on this machine");
    } finally {
      Files.delete(executable);
    }
    succeeds(install());
    assertThat(dropIn).doesNotExist();
  }

  private static List<String> options(String unit) {
    return Pattern.compile("-Drelay\\.\\S+|\\bstart$", Pattern.MULTILINE)
        .matcher(unit)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private String unit() throws IOException {
    return Files.readString(root.resolve("etc/systemd/system/frelay-relay.service"));
  }

  @Test
  void installingTwiceIsInstallingOnce() throws Exception {
    succeeds(install());
    Path version = Files.readSymbolicLink(root.resolve("opt/frelay/current"));
    succeeds(install());
    assertThat(Files.readSymbolicLink(root.resolve("opt/frelay/current"))).isEqualTo(version);
    try (Stream<Path> inside = Files.list(root.resolve("opt/frelay"))) {
      assertThat(inside.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("current", version.toString());
    }
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    Files.setPosixFilePermissions(
        etc.resolve("relay-key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
    FinishedProgram refused = install();
    assertThat(refused.exitCode()).isOne();
    assertThat(refused.output()).contains("others can read", "relay-key.pem", "chmod 600");
    assertThat(root.resolve("opt")).doesNotExist();
  }

  @Test
  void theKeyOfTheRelayCaIsRefused() throws Exception {
    install(Shared.PKI.root().resolve("frelay-key.pem"), "frelay-key.pem");
    assertThat(install().output()).contains("is the key of the relay CA");
  }

  @Test
  void aMissingCertificateIsNamed() throws Exception {
    Files.delete(etc.resolve("relay-cert.pem"));
    FinishedProgram refused = install();
    assertThat(refused.exitCode()).isOne();
    assertThat(refused.output()).contains("relay-cert.pem is missing");
  }

  @Test
  void theSamePackageHasTheSameBytes() throws Exception {
    byte[] first = Files.readAllBytes(ARCHIVE);
    Files.delete(ARCHIVE.resolveSibling("frelay-relay.inputs"));
    succeeds(FinishedProgram.run("deploy/relay/package.sh"));
    assertThat(Files.readAllBytes(ARCHIVE)).isEqualTo(first);
  }

  @Test
  void theUnitIsOneForSystemd() throws Exception {
    FinishedProgram.assumeInstalled("systemd-analyze", "the unit is not checked");
    String unit =
        Files.readString(Project.ROOT.resolve("deploy/relay/frelay-relay.service"))
            .replace("/usr/bin/java", "/bin/true");
    Path file = Files.writeString(root.resolve("frelay-relay.service"), unit);
    FinishedProgram verified =
        succeeds(FinishedProgram.run("systemd-analyze", "verify", file.toString()));
    assertThat(verified.output()).isBlank();
  }
}
