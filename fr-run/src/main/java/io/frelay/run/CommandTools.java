package io.frelay.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.run.Effects.Finished;
import io.frelay.run.Failure.Outlook;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Runs the clouds' own command-line tools. */
final class CommandTools {
  /**
   * For all of them: no questions, no pager. The AWS CLI would call a function again after a time
   * without an answer, as if the first call had not been.
   */
  private static final Map<String, String> VARIABLES =
      Map.of("AWS_MAX_ATTEMPTS", "1", "AWS_PAGER", "", "CLOUDSDK_CORE_DISABLE_PROMPTS", "1");

  Finished run(List<String> command) throws CallFailedException, InterruptedException {
    Process process = start(command);
    try {
      var out =
          CompletableFuture.supplyAsync(() -> text(process.getInputStream()), CommandTools::read);
      var err =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), CommandTools::read);
      return new Finished(process.waitFor(), out.get(), err.get());
    } catch (ExecutionException e) {
      throw failed(command, "cannot read what it says: " + e.getCause().getMessage());
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static Process start(List<String> command) throws CallFailedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(VARIABLES);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      return builder.start();
    } catch (IOException e) {
      throw failed(command, "it cannot be started; install it, and log in: " + e.getMessage());
    }
  }

  private static CallFailedException failed(List<String> command, String what) {
    return new CallFailedException(
        Failure.of("no_program", command.get(0) + ": " + what, Outlook.WRONG_SETUP));
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread of its own: it waits as long as the program runs. */
  private static void read(Runnable task) {
    Thread thread = new Thread(task, "output");
    thread.setDaemon(true);
    thread.start();
  }
}
