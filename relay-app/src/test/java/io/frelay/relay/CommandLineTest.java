package io.frelay.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @Test
  void optionsAreSystemProperties() throws Exception {
    CommandLine line =
        parse("start", "--port", "6001", "--ip=::1", "--management-port", "0", "--log", "json");
    assertThat(line.action()).isEqualTo(CommandLine.Action.START);
    assertThat(line.properties())
        .isEqualTo(
            Map.of(
                "relay.port", "6001",
                "relay.ip", "::1",
                "quarkus.management.port", "0",
                "quarkus.log.console.json.enabled", "true"));
  }

  @Test
  void aFolderOfCertificatesIsTheThreeFilesInIt() throws Exception {
    assertThat(parse("start", "--certs", "/etc/frelay").properties())
        .isEqualTo(
            Map.of(
                "relay.certs", "/etc/frelay",
                "relay.ca", "/etc/frelay/frelay-ca.pem",
                "relay.cert", "/etc/frelay/frelay/cert.pem",
                "relay.key", "/etc/frelay/frelay/key.pem"));
  }

  @Test
  void nothingIsSetUnasked() throws Exception {
    assertThat(parse("start").properties()).isEmpty();
  }

  @Test
  void theLastOneCounts() throws Exception {
    assertThat(parse("start", "--port", "1", "--debug", "--port=2").properties())
        .containsEntry("relay.port", "2")
        .containsEntry("quarkus.log.category.\"io.frelay\".level", "DEBUG");
  }

  @ParameterizedTest
  @CsvSource({
    "--help, HELP",
    "-V, VERSION",
    "start -h, START_HELP",
    "start --port 1 --help, START_HELP",
    "start --version, VERSION"
  })
  void helpAndVersion(String arguments, CommandLine.Action action) throws Exception {
    assertThat(parse(arguments.split(" ")).action()).isEqualTo(action);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, there is no command 'stop'; see relay --help",
    "start --prot 1, there is no option '--prot'; see relay start --help",
    "start 6000, there is no option '6000'; see relay start --help",
    "start --port x, '--port takes a number, not ''x''; see relay start --help'",
    "start --port, --port takes a value; see relay start --help",
    "start --ip --debug, --ip takes a value; see relay start --help",
    "start --debug=no, there is no option '--debug=no'; see relay start --help",
    "start --log xml, '--log takes text or json, not ''xml''; see relay start --help'"
  })
  void aMistakeIsNamed(String arguments, String message) {
    assertThatExceptionOfType(CommandLine.Misuse.class)
        .isThrownBy(() -> parse(arguments.split(" ")))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start --target relay.example.org --port 1",
        "start --port 1 --target",
        "start --target --port 1",
        "start --target=relay --port=1"
      })
  void whatScriptsOfBeforePassIsSaidAndIgnored(String arguments) throws Exception {
    CommandLine line = parse(arguments.split(" "));
    assertThat(line.properties()).isEqualTo(Map.of("relay.port", "1"));
    assertThat(line.remarks()).singleElement().asString().contains("--target");
  }

  @Test
  void aCommandIsNeeded() {
    assertThatExceptionOfType(CommandLine.Misuse.class)
        .isThrownBy(() -> parse())
        .withMessage("a command is missing; see relay --help");
  }

  private static CommandLine parse(String... arguments) throws CommandLine.Misuse {
    return CommandLine.parse(List.of(arguments));
  }
}
