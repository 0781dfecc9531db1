package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.adm.ca.CertificateOptions;
import io.frelay.scenarios.functions.support.Cloud;
import io.frelay.scenarios.functions.support.CloudFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.Pki;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every cloud talks to every other through one real relay, whoever comes first, and all of them at
 * once; on the JDK of the build and on the newest there is.
 */
@Timeout(180)
class EveryCloudIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Stays, and tells its process. */
  private static final String PROGRAM =
      """
      #!/bin/sh
      while read -r line; do
        id=${line#*:}
        echo "{\\"id\\":${id%%,*},\\"output\\":$$}"
      done
      """;

  private static Pki pki;
  @AutoClose private static RelayProcess relay;
  private static Path program;

  @BeforeAll
  static void start() throws IOException {
    program = TemporaryFolder.create("every-cloud").resolve("program");
    Files.writeString(program, PROGRAM);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    pki = Pki.standard();
    for (Cloud cloud : Cloud.values()) {
      pki.party("user1", cloud.party(), CertificateOptions.DEFAULTS);
    }
    relay = RelayProcess.start(pki);
  }

  static List<String> javas() {
    return Stream.concat(Stream.of(Project.JAVA), Project.newestJava().map(Path::toString).stream())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void talksToEveryOther(String java) throws Exception {
    Map<Cloud, CloudFunction> functions = new EnumMap<>(Cloud.class);
    try {
      for (Cloud cloud : Cloud.values()) {
        functions.put(cloud, cloud.start(java, environment(cloud)));
      }
      for (Cloud first : Cloud.values()) {
        for (Cloud second : Cloud.values()) {
          if (first != second) {
            overlap(java, first, functions.get(first), second, functions.get(second));
          }
        }
      }
      total(java, functions);
      for (CloudFunction each : functions.values()) {
        programWithoutPeers(each);
      }
    } finally {
      functions.values().forEach(CloudFunction::close);
    }
  }

  private static Map<String, String> environment(Cloud cloud) {
    Map<String, String> environment = relay.environment(pki, "user1", cloud.party(), "");
    environment.put("FRELAY_PROGRAM", program.toString());
    environment.put("FRELAY_PROGRAM_STAYS", "true");
    return environment;
  }

  private static void programWithoutPeers(CloudFunction function) throws Exception {
    String request = "{\"frelay\":{\"handler\":\"program\",\"peers\":[]},\"input\":1}";
    Answer first = function.invoke(request, LIMIT);
    assertThat(first.body()).matches("[0-9]+");
    assertThat(function.invoke(request, LIMIT)).isEqualTo(first);
  }

  private static void overlap(
      String java, Cloud first, CloudFunction one, Cloud second, CloudFunction other)
      throws Exception {
    String request =
        "{\"frelay\":{\"handler\":\"overlap\",\"tag\":\"%s\",\"peers\":[\"%s\",\"%s\"]},\"input\":{\"items\":%s}}";
    String tag = java + first + second;
    Future<Answer> answer =
        Parties.run(
            () ->
                one.invoke(
                    request.formatted(tag, first.party(), second.party(), "[\"a\",\"b\",\"c\"]"),
                    LIMIT));
    relay.awaitMeter("frelay_waiters", 1);
    Answer otherAnswer =
        other.invoke(
            request.formatted(tag, first.party(), second.party(), "[\"d\",\"c\",\"b\",\"e\"]"),
            LIMIT);
    assertThat(otherAnswer)
        .as("%s after %s", second, first)
        .isEqualTo(new Answer(200, "{\"common\":[\"c\",\"b\"],\"own\":4,\"theirs\":3}"));
    assertThat(Parties.await(answer))
        .as("%s before %s", first, second)
        .isEqualTo(new Answer(200, "{\"common\":[\"b\",\"c\"],\"own\":3,\"theirs\":4}"));
  }

  private static void total(String java, Map<Cloud, CloudFunction> functions) throws Exception {
    String all =
        Stream.of(Cloud.values())
            .map(cloud -> '"' + cloud.party() + '"')
            .collect(Collectors.joining(","));
    List<Future<Answer>> answers = new ArrayList<>();
    for (CloudFunction function : functions.values()) {
      String request =
          "{\"frelay\":{\"handler\":\"total\",\"tag\":\"%s\",\"peers\":[%s]},\"input\":{\"value\":%d}}"
              .formatted(java, all, 10 + answers.size());
      answers.add(Parties.run(() -> function.invoke(request, LIMIT)));
    }
    for (Future<Answer> answer : answers) {
      assertThat(Parties.await(answer)).isEqualTo(new Answer(200, "{\"total\":46,\"parties\":4}"));
    }
  }
}
