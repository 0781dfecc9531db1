package io.frelay.run;

import io.frelay.run.Failure.Outlook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a run does. Closing it deletes its files. */
final class RealEffects implements Effects, AutoCloseable {
  private final HttpPost http;
  private final CommandTools programs = new CommandTools();
  private final ConcurrentLinkedQueue<Path> files = new ConcurrentLinkedQueue<>();

  /** Calls by HTTP through the proxy that these variables name, if any. */
  RealEffects(Map<String, String> variables) throws RunException {
    http = new HttpPost(new EnvironmentProxy(variables));
  }

  @Override
  public String post(Destination to, PartyRequest request, Runnable connected)
      throws CallFailedException, InterruptedException {
    return http.send(to, request, connected);
  }

  @Override
  public Finished run(List<String> command) throws CallFailedException, InterruptedException {
    return programs.run(command);
  }

  @Override
  public String ask(List<String> command, String inADryRun)
      throws CallFailedException, InterruptedException {
    Finished finished = programs.run(command);
    if (finished.exitCode() != 0 || finished.out().isEmpty()) {
      String what = finished.err().isEmpty() ? "it knows nothing of it" : finished.err();
      throw new CallFailedException(
          Failure.of("not_found", String.join(" ", command) + ": " + what, Outlook.WRONG_SETUP));
    }
    return finished.out();
  }

  @Override
  public Path fileWith(PartyRequest request) {
    Path file = emptyFile();
    try {
      return Files.writeString(file, request.body());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the input to " + file, e);
    }
  }

  @Override
  public Path emptyFile() {
    try {
      Path file = Files.createTempFile("fr-run-", ".json"); // mode 0600
      files.add(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary file", e);
    }
  }

  @Override
  public String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public void close() {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + file, e);
      }
    }
  }
}
