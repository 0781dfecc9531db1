package io.frelay.function.codeengine;

import java.util.List;
import java.util.Map;

/** Name of the run that a job is part of, by the platform, with the number of the instance. */
final class JobRun {
  /** Code Engine's, Cloud Run's, and that of a Kubernetes Job, whose pods are named by it. */
  private static final List<String> NAMES = List.of("CE_JOBRUN", "CLOUD_RUN_EXECUTION", "HOSTNAME");

  private JobRun() {}

  /** Such as {@code nightly-7} and {@code 0}: {@code nightly-7/0}; null if there is none. */
  static String name(Map<String, String> environment) {
    String name = first(NAMES, environment);
    String index = first(Job.INDICES, environment);
    return name == null || index == null ? name : name + "/" + index;
  }

  private static String first(List<String> names, Map<String, String> environment) {
    return names.stream()
        .map(environment::get)
        .filter(each -> each != null && !each.isBlank())
        .findFirst()
        .orElse(null);
  }
}
