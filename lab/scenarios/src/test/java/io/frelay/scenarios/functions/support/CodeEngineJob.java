package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One instance of a Code Engine job run of the example. */
public final class CodeEngineJob implements AutoCloseable {
  private final Process process;
  private final Future<String> out;
  private final Future<String> err;

  private CodeEngineJob(Process process) {
    this.process = process;
    out = Parties.run(() -> text(process.getInputStream()));
    err = Parties.run(() -> text(process.getErrorStream()));
  }

  /** Starts the instance of an index with the platform's variables and these. */
  public static CodeEngineJob start(int index, int size, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("CE_JOB", "frelay");
    all.put("CE_JOBRUN", "frelay-jobrun-1");
    all.put("JOB_INDEX", Integer.toString(index));
    all.put("JOB_ARRAY_SIZE", Integer.toString(size));
    all.put("JOB_RETRY_LIMIT", "3");
    all.put("JOB_MODE", "task");
    return startOf(all);
  }

  /** Starts an instance of a job on whatever platform these variables are of. */
  public static CodeEngineJob startOf(Map<String, String> environment) {
    try {
      return new CodeEngineJob(
          FunctionProcess.builder(
                  FunctionProcess.java("ibm-ce"), TemporaryFolder.create("job"), environment)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Exit code and output of the job. */
  public record End(int exitCode, String output, String errors) {}

  /** Waits for the end. */
  public End end() throws Exception {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the job still runs");
    }
    return new End(process.exitValue(), Parties.await(out), Parties.await(err));
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    FunctionProcess.stop(process);
  }
}
