package io.frelay.scenarios.functions.support;

import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** The four clouds that the examples are deployed to. */
public enum Cloud {
  AWS(LambdaFunction::startWith),
  GOOGLE(
      (java, environment) -> GoogleFunction.start(java, "gcp", GoogleFunction.HTTP, environment)),
  AZURE((java, environment) -> AzureFunction.startWith(java, true, environment)),
  CODE_ENGINE(CodeEngineApp::startWith);

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final BiFunction<String, Map<String, String>, CloudFunction> start;

  Cloud(BiFunction<String, Map<String, String>, CloudFunction> start) {
    this.start = start;
  }

  /** Starts the examples' function in the cloud's own runtime, with these variables besides. */
  public CloudFunction start(String java, Map<String, String> environment) {
    return start.apply(java, environment);
  }

  /** A party's name for it. */
  public String party() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
