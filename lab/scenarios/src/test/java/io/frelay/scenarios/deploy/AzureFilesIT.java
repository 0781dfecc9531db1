package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of deploy/azure for the Functions host, Bicep and cloud-init. */
class AzureFilesIT {
  private static final Path FOLDER = Project.ROOT.resolve("deploy/azure");
  private static final Pattern PARAMETER = Pattern.compile("(?m)^param (\\w+) \\w+( = .*)?$");

  private static String text(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }

  @Test
  void theHostStartsTheRunnerAndHandsRequestsOn() throws Exception {
    JsonNode host = new ObjectMapper().readTree(text("host.json"));
    assertThat(names(host))
        .containsExactlyInAnyOrder("version", "functionTimeout", "customHandler", "logging");
    assertThat(host.get("version").textValue()).isEqualTo("2.0");
    assertThat(host.get("functionTimeout").textValue()).matches("\\d\\d:\\d\\d:\\d\\d");
    JsonNode handler = host.get("customHandler");
    assertThat(names(handler))
        .containsExactlyInAnyOrder("description", "enableForwardingHttpRequest");
    assertThat(handler.get("enableForwardingHttpRequest").booleanValue()).isTrue();
    JsonNode description = handler.get("description");
    assertThat(names(description))
        .containsExactlyInAnyOrder("defaultExecutablePath", "workingDirectory", "arguments");
    assertThat(description.get("defaultExecutablePath").textValue())
        .isEqualTo("frelay-azure-runner");
    assertThat(description.get("workingDirectory").textValue()).isEmpty();
    assertThat(description.get("arguments")).isEmpty();
  }

  @Test
  void theFunctionTakesPostsOfCallersWithAKey() throws Exception {
    JsonNode function = new ObjectMapper().readTree(text("frelay/function.json"));
    assertThat(names(function)).containsExactly("bindings");
    assertThat(function.get("bindings")).hasSize(2);
    JsonNode in = function.get("bindings").get(0);
    assertThat(in)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"type": "httpTrigger", "direction": "in", "name": "req", "methods": ["post"], \
                    "authLevel": "function"}"""));
    assertThat(function.get("bindings").get(1))
        .isEqualTo(
            new ObjectMapper()
                .readTree("{\"type\": \"http\", \"direction\": \"out\", \"name\": \"res\"}"));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** Bicep itself refuses both, but only where there is one. */
  @ParameterizedTest
  @CsvSource({"secrets.sh,party.bicep", "deploy.sh,main.bicep", "deploy.sh,container.bicep"})
  void aTemplateIsGivenItsParameters(String script, String template) throws Exception {
    Set<String> given = given(text(script), template);
    Set<String> declared = parameters(template, false);
    assertThat(declared).containsAll(given);
    assertThat(given).containsAll(parameters(template, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay-store.bicep", "relay.bicep", "relay-cluster.bicep"})
  void soAreThoseOfTheRelay(String template) throws Exception {
    Set<String> given = given(text("relay.sh"), template);
    assertThat(parameters(template, false)).containsAll(given);
    assertThat(given).containsAll(parameters(template, true));
  }

  private static Set<String> parameters(String template, boolean required) throws IOException {
    return PARAMETER
        .matcher(text(template))
        .results()
        .filter(parameter -> !required || parameter.group(2) == null)
        .map(parameter -> parameter.group(1))
        .collect(Collectors.toSet());
  }

  /**
   * The names in {@code "name=..."} of the script's array of settings and of its deploy_template.
   */
  private static Set<String> given(String script, String template) {
    String joined = script.replace("\\\n", " ");
    String call =
        joined
            .lines()
            .filter(line -> line.contains(" " + template + " "))
            .findFirst()
            .orElseThrow();
    Stream<String> sources =
        call.contains("settings[@]")
            ? Stream.of(call, joined.split("settings=\\(", 2)[1].split("\\)\n", 2)[0])
            : Stream.of(call);
    return sources
        .flatMap(source -> Pattern.compile("\"(\\w+)=").matcher(source).results())
        .map(MatchResult::group)
        .map(word -> word.substring(1, word.length() - 1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "party.bicep",
        "main.bicep",
        "container.bicep",
        "relay-store.bicep",
        "relay.bicep",
        "relay-cluster.bicep"
      })
  void bicepHasNothingToSay(String template) throws Exception {
    FinishedProgram.assumeInstalled("bicep", "the templates are not compiled");
    FinishedProgram built =
        FinishedProgram.run("bicep", "build", "--stdout", FOLDER.resolve(template).toString());
    assertThat(built.exitCode()).as(built::output).isZero();
    assertThat(built.output()).doesNotContain("Warning");
  }

  @Test
  void whatTheRelaysVmRunsIsPythonAndShell(@TempDir Path work) throws Exception {
    FinishedProgram.assumeInstalled("python3", "the VM's script is not compiled");
    JsonNode boot = new ObjectMapper(new YAMLFactory()).readTree(text("relay-cloud-init.yaml"));
    JsonNode fetch = boot.get("write_files").get(0);
    Path script = Files.writeString(work.resolve("fetch.py"), fetch.get("content").textValue());
    FinishedProgram compiled =
        FinishedProgram.run("python3", "-m", "py_compile", script.toString());
    assertThat(compiled.exitCode()).as(compiled::output).isZero();
    Path install =
        Files.writeString(
            work.resolve("install.sh"), boot.get("write_files").get(1).get("content").textValue());
    FinishedProgram parsed = FinishedProgram.run("sh", "-n", install.toString());
    assertThat(parsed.exitCode()).as(parsed::output).isZero();
    assertThat(text("relay.bicep")).contains("'@@VAULT@@'", "'@@STORAGE@@'");
  }
}
