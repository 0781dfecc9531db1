package io.frelay.scenarios.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.functions.support.Cloud;
import io.frelay.scenarios.functions.support.CloudFunction;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.functions.support.Malformation;
import io.frelay.scenarios.functions.support.Malformation.Case;
import io.frelay.scenarios.functions.support.OverlapPeer;
import io.frelay.scenarios.functions.support.SecretSource;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every source of secrets with every fault: the caller reads what is wrong with which one, word for
 * word; and once it is right, the function meets its peer. One cloud's test extends this; the
 * clouds share the faults that each take a start.
 */
abstract class SecretMatrix {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String REQUEST =
      """
      {"frelay":{"handler":"overlap","tag":"%s","timeoutMs":15000},"input":{"items":["a","b"]}}""";

  private final Cloud cloud;

  @TempDir private Path folder;

  SecretMatrix(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Starts the function with these variables besides the platform's. */
  private CloudFunction start(Map<String, String> environment) {
    return cloud.start(Project.JAVA, environment);
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatIsWrongAndWorksOnceItIsRight(SecretSource source) throws Exception {
    if (source.isReadAgain()) {
      oneFunctionSeesAllFaults(source);
    } else {
      oneFunctionForEachFault(source);
    }
  }

  private void oneFunctionSeesAllFaults(SecretSource source) throws Exception {
    Map<String, String> variables = put(source);
    try (CloudFunction function = start(variables)) {
      for (Malformation fault : Malformation.values()) {
        if (fault != Malformation.MISSING || source != SecretSource.NAMED_FILES) {
          assertTold(fault.in(source, secrets(), folder), function);
          put(source);
        }
      }
      assertWorks(function, source);
    }
    if (source == SecretSource.NAMED_FILES && Malformation.MISSING.started() == cloud) {
      // what is missing is a variable here
      startedWith(Malformation.MISSING.in(source, secrets(), folder));
    }
  }

  private void oneFunctionForEachFault(SecretSource source) throws Exception {
    for (Malformation fault : Malformation.values()) {
      if (fault.started() == cloud) {
        startedWith(fault.in(source, secrets(), folder));
      }
    }
    try (CloudFunction function = start(put(source))) {
      assertWorks(function, source);
    }
  }

  private void startedWith(Case bad) {
    try (CloudFunction function = start(bad.variables())) {
      assertTold(bad, function);
    }
  }

  private Map<String, String> put(SecretSource source) {
    return source.put(secrets(), folder);
  }

  private static void assertTold(Case bad, CloudFunction function) {
    assertThat(function.invoke(REQUEST.formatted("secrets"), LIMIT))
        .isEqualTo(
            new Answer(
                500,
                "{\"error\":{\"code\":\"bad_secrets\",\"message\":\"" + bad.message() + "\"}}"));
  }

  private void assertWorks(CloudFunction function, SecretSource source) throws Exception {
    String tag = getClass().getSimpleName() + "-" + source;
    OverlapPeer peer = OverlapPeer.of(Shared.relay(), tag);
    peer.requireMet(function.invoke(REQUEST.formatted(tag), LIMIT));
  }

  private static Map<String, String> secrets() {
    RelayProcess relay = Shared.relay();
    return new LinkedHashMap<>(relay.environment(Shared.PKI, "user1", "1", "0"));
  }
}
