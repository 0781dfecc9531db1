package io.frelay.function.codeengine;

import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.runtime.ErrorAnswer;
import io.frelay.function.runtime.Invoker;
import io.frelay.function.runtime.Origin;
import io.frelay.function.runtime.Request;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One invocation as a process: the input comes from {@link JobInput}, the output goes to stdout and
 * everything else to stderr, and the exit code is an {@link ExitCode}.
 */
public class Job implements QuarkusApplication {
  /** In which platforms number the instances of a job: Code Engine, Cloud Run, Kubernetes. */
  static final List<String> INDICES =
      List.of("JOB_INDEX", "CLOUD_RUN_TASK_INDEX", "JOB_COMPLETION_INDEX");

  private static final Logger LOG = Logger.getLogger(Job.class);

  @Inject Invoker invoker;

  /** Returns whether the platform has started this process as an instance of a job. */
  static boolean isOne(Map<String, String> environment) {
    return INDICES.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
  }

  @Override
  public int run(String... args) {
    Map<String, String> environment = System.getenv();
    try {
      print(System.out, invoker.invoke(request(environment)));
      return ExitCode.DONE.number();
    } catch (FunctionException e) {
      print(System.err, ErrorAnswer.of(e));
      return ExitCode.of(e.code()).number();
    } catch (RuntimeException e) {
      LOG.error("the invocation failed in an unforeseen way", e);
      return ExitCode.FAILED.number();
    }
  }

  private static Request request(Map<String, String> environment) throws FunctionException {
    return new Request(
        JobInput.of(environment),
        Meeting.DEFAULT,
        Optional.empty(),
        JobEvent.attributes(environment),
        Origin.of(JobRun.name(environment), Optional.empty()));
  }

  private static void print(PrintStream stream, byte[] line) {
    stream.write(line, 0, line.length);
    stream.println();
    stream.flush();
  }
}
