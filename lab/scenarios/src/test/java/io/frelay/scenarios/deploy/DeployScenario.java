package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.deploy.DeployScripts.Outcome;
import io.frelay.scenarios.support.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Base of the tests of one cloud's scripts. */
abstract class DeployScenario {
  static final Pki PKI = Pki.standard();

  private static final Pattern COMMAND =
      Pattern.compile(
          "\\+ (\\(cd [^ ]+ && )?"
              + "(aws|az|gcloud|ibmcloud|curl|ssh|zip|rm|cp|mkdir|chmod|export|bin/fr-adm|/[^ ]+/package.sh)( |$)");

  @TempDir Path work;
  CloudPrograms cloud;
  DeployScripts scripts;
  private final List<Outcome> outcomes = new ArrayList<>();

  /** The scripts of this folder, with stand-ins and with the example's parameters but for these. */
  void prepare(String folder, Map<String, String> own, String... programs) throws IOException {
    cloud = CloudPrograms.in(work, programs);
    Map<String, String> parameters = new LinkedHashMap<>(ExampleParameters.of(folder));
    parameters.put("CERTS", PKI.root().toString());
    parameters.putAll(own);
    scripts = new DeployScripts(folder, cloud, work, parameters);
  }

  /** Whatever a test does: no line of a key may be where others can see it. */
  @AfterEach
  void noKeyIsSeen() throws IOException {
    StringBuilder seen = new StringBuilder();
    cloud.lines().forEach(seen::append);
    outcomes.forEach(outcome -> seen.append(outcome.text()));
    assertThat(Secrets.linesBelow(PKI.root())).isNotEmpty().noneMatch(seen.toString()::contains);
  }

  Outcome run(String script, String... arguments) throws Exception {
    Outcome outcome = scripts.run(script, arguments);
    outcomes.add(outcome);
    return outcome;
  }

  Outcome succeeds(String script, String... arguments) throws Exception {
    Outcome outcome = run(script, arguments);
    assertThat(outcome.exitCode()).as(outcome::text).isZero();
    return outcome;
  }

  Outcome fails(String script, String... arguments) throws Exception {
    Outcome outcome = run(script, arguments);
    assertThat(outcome.exitCode()).as(outcome::text).isOne();
    return outcome;
  }

  /** The only call that begins like this. */
  String call(String prefix) throws IOException {
    List<String> calls = cloud.lines().stream().filter(line -> line.startsWith(prefix)).toList();
    assertThat(calls).as(prefix).hasSize(1);
    return calls.get(0);
  }

  /** A dry run's commands, each of which can be typed: programs, not functions of the scripts. */
  Outcome dryRun(String script, String... arguments) throws Exception {
    Outcome outcome =
        succeeds(
            script,
            Stream.concat(Stream.of("--dry-run"), Stream.of(arguments)).toArray(String[]::new));
    assertThat(outcome.out().lines().filter(line -> line.startsWith("+ ")))
        .isNotEmpty()
        .allMatch(line -> COMMAND.matcher(line).lookingAt())
        .noneMatch(line -> line.contains("/dev/fd/"));
    return outcome;
  }

  @Test
  void nothingIsDestroyedUnasked() throws Exception {
    assertThat(fails("destroy.sh", "all").err())
        .isEqualTo("destroy.sh: this deletes resources: confirm it with --yes\n");
    assertThat(run("destroy.sh").exitCode()).isEqualTo(2);
    assertThat(cloud.calls()).isEmpty();
  }

  /** A dry run goes on, but says what the real one would stop at before its first command. */
  @Test
  void secretsOfAPartyThatIsMissingAreNamed() throws Exception {
    scripts.with("PARTY", "9").with("PARTIES", "9");
    String missing = PKI.root().resolve("user1/9/cert.pem") + " is missing; make it: bin/fr-adm";
    assertThat(succeeds("secrets.sh", "--dry-run").err()).contains("note: " + missing);
    assertThat(fails("secrets.sh").err()).contains(missing);
    assertThat(cloud.calls()).isEmpty();
  }

  /** Command that calls a script of this folder with the same parameters, as hints print it. */
  String hint(String script) {
    return "deploy/%s --parameters %s\n".formatted(script, work.resolve("parameters.env"));
  }
}
