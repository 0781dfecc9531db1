package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.TemporaryFolder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The example as a Code Engine application. */
public final class CodeEngineApp implements HttpFunction {
  private final FunctionProcess app;
  private final int port;

  private CodeEngineApp(FunctionProcess app) {
    this.app = app;
    port = app.awaitPort();
  }

  /** Starts it with the platform's variables and these. */
  public static CodeEngineApp start(Map<String, String> environment) {
    return startWith(Project.JAVA, environment);
  }

  /** The same with another JDK. */
  public static CodeEngineApp startWith(String java, Map<String, String> environment) {
    return startBy(FunctionProcess.java(java, "ibm-ce"), environment);
  }

  /** Starts the trial handlers; they are mounted below a path. */
  public static CodeEngineApp startTrials(Map<String, String> environment) {
    return startBy(FunctionProcess.javaOf(Project.JAVA, "lab/trials/ibm-ce"), environment);
  }

  /** The same by another command. */
  public static CodeEngineApp startBy(List<String> command, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PORT", "0");
    all.put("CE_APP", "frelay");
    all.put("CE_REGION", "eu-de");
    all.put("K_SERVICE", "frelay");
    all.put("HOME", "/");
    return new CodeEngineApp(
        FunctionProcess.start(command, TemporaryFolder.create("code-engine"), all));
  }

  int port() {
    return port;
  }

  @Override
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public FunctionProcess running() {
    return app;
  }
}
