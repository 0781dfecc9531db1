package io.frelay.scenarios.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The relay's Helm chart: a rendered copy, against the model of the Kubernetes API; and the chart
 * itself where {@code helm} is installed.
 */
class KubernetesChartIT {
  private static final Path CHART = Project.ROOT.resolve("deploy/kubernetes");
  private static final Path RENDERED =
      Project.ROOT.resolve("lab/scenarios/src/test/resources/kubernetes/relay.yaml");

  /** Everything that can be switched on. */
  private static final List<String> VALUES =
      List.of(
          "image=registry.example/frelay-relay:1",
          "redis.hosts=rediss://redis.example:6379",
          "redis.passwordSecret.name=frelay-redis",
          "redis.ca.configMap=redis-ca",
          "partyAddress=relay.example.org:6000",
          "certificates.revocationList=true",
          "metrics.from[0].namespaceSelector.matchLabels.of=metrics",
          "metrics.serviceMonitor.enabled=true",
          "settings.RELAY_POLICY=alice/0/1");

  private static <T> T read(Class<T> kind, String text) throws IOException {
    return StrictYaml.MAPPER.readValue(text, kind);
  }

  private static List<String> documents(String yaml) {
    return Stream.of(yaml.split("(?m)^---$")).filter(each -> !each.isBlank()).toList();
  }

  private static String document(String yaml, String kind, String name) {
    return documents(yaml).stream()
        .filter(each -> each.contains("\nkind: " + kind + "\n"))
        .filter(each -> each.contains("\n  name: " + name + "\n"))
        .findFirst()
        .orElseThrow();
  }

  private static void accept(String yaml) throws IOException {
    for (String document : documents(yaml)) {
      String kind = document.lines().filter(each -> each.startsWith("kind: ")).findFirst().get();
      switch (kind) {
        case "kind: Deployment" -> read(Deployment.class, document);
        case "kind: Service" -> read(Service.class, document);
        case "kind: NetworkPolicy" -> read(NetworkPolicy.class, document);
        case "kind: PodDisruptionBudget" -> read(PodDisruptionBudget.class, document);
        case "kind: ServiceMonitor" -> assertThat(document).contains("monitoring.coreos.com/v1");
        default -> throw new AssertionError(kind);
      }
    }
  }

  @Test
  void itsObjectsAreWhatTheModelHas() throws Exception {
    String yaml = Files.readString(RENDERED);
    accept(yaml);
    Deployment relays = read(Deployment.class, document(yaml, "Deployment", "relay-frelay-relay"));
    PodSpec pod = relays.getSpec().getTemplate().getSpec();
    ObjectMeta labels = relays.getSpec().getTemplate().getMetadata();
    assertThat(labels.getLabels())
        .containsAllEntriesOf(relays.getSpec().getSelector().getMatchLabels());
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(50);
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    Container relay = pod.getContainers().get(0);
    assertThat(relay.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(relay.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
    assertThat(relay.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/q/health/live");
    assertThat(pod.getVolumes().get(0).getSecret().getDefaultMode()).isEqualTo(0440);
  }

  @Test
  void onlyRelaysReachTheTrunk() throws Exception {
    String yaml = Files.readString(RENDERED);
    NetworkPolicy policy =
        read(NetworkPolicy.class, document(yaml, "NetworkPolicy", "relay-frelay-relay"));
    Map<String, List<NetworkPolicyIngressRule>> byPort =
        policy.getSpec().getIngress().stream()
            .collect(Collectors.groupingBy(rule -> rule.getPorts().get(0).getPort().getStrVal()));
    assertThat(byPort).containsOnlyKeys("parties", "trunk", "management");
    assertThat(byPort.get("parties").get(0).getFrom()).isEmpty();
    assertThat(byPort.get("trunk").get(0).getFrom()).hasSize(1);
    assertThat(byPort.get("trunk").get(0).getFrom().get(0).getPodSelector().getMatchLabels())
        .isEqualTo(policy.getSpec().getPodSelector().getMatchLabels());
    assertThat(byPort.get("management").get(0).getFrom().get(0).getNamespaceSelector()).isNotNull();
  }

  /** A misspelt variable would be ignored. */
  @Test
  void itSetsWhatTheRelayHas() throws Exception {
    Deployment relays =
        read(
            Deployment.class,
            document(Files.readString(RENDERED), "Deployment", "relay-frelay-relay"));
    List<String> settings =
        Pattern.compile("relay\\.[a-z.-]+")
            .matcher(Files.readString(Project.ROOT.resolve("docs/operating.md")))
            .results()
            .map(found -> found.group().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
            .toList();
    assertThat(
            relays.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv().stream()
                .map(EnvVar::getName)
                .filter(name -> name.startsWith("RELAY_")))
        .hasSizeGreaterThan(5)
        .isSubsetOf(settings);
  }

  /** So that the tests above mean something. */
  @Test
  void whatTheModelDoesNotHaveIsRefused() throws Exception {
    String misspelt = Files.readString(RENDERED).replace("minReadySeconds", "minreadySeconds");
    assertThatThrownBy(() -> accept(misspelt)).isInstanceOf(JsonMappingException.class);
  }

  private static FinishedProgram helm(String command, List<String> values) throws Exception {
    FinishedProgram.assumeInstalled(
        "helm", "the chart is not rendered; its rendered copy is checked");
    List<String> line = new ArrayList<>(List.of("helm", command));
    line.addAll(
        command.equals("lint")
            ? List.of(CHART.toString())
            : List.of("relay", CHART.toString(), "--namespace", "frelay"));
    line.addAll(List.of("--kube-version", "1.31.0"));
    values.forEach(value -> line.addAll(List.of("--set", value)));
    return FinishedProgram.run(Map.of(), line);
  }

  @Test
  void theRenderedCopyIsOfThisChart() throws Exception {
    FinishedProgram rendered = helm("template", VALUES);
    assertThat(rendered.exitCode()).as(rendered::output).isZero();
    assertThat(rendered.output()).isEqualTo(Files.readString(RENDERED));
    FinishedProgram lint = helm("lint", VALUES);
    assertThat(lint.exitCode()).as(lint::output).isZero();
  }

  @Test
  void oneRelayHasNoCluster() throws Exception {
    FinishedProgram one = helm("template", List.of("image=i", "replicas=1"));
    assertThat(one.exitCode()).as(one::output).isZero();
    accept(one.output());
    assertThat(one.output()).doesNotContain("CLUSTER").doesNotContain("trunk");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          image=i                                                          | redis.hosts is not set
          redis.hosts=redis://r:1                                          | image is not set
          image=i redis.hosts=redis://r:1 redis.clientType=sentinel        | redis.masterName is not set
          image=i redis.hosts=redis://user:secret@r:1                      | redis.hosts
          image=i replicas=1 replica=2                                     | replica is not allowed
          """)
  void wrongValuesAreRefused(String values, String message) throws Exception {
    FinishedProgram failed = helm("template", List.of(values.split(" ")));
    assertThat(failed.exitCode()).isNotZero();
    assertThat(failed.output()).contains(message);
  }
}
