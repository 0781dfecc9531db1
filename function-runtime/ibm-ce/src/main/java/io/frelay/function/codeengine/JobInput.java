package io.frelay.function.codeengine;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.secrets.Placeholders;
import io.frelay.function.secrets.SecretsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds a job's input, or the envelope around it: in {@code FRELAY_INPUT}, or in the file that
 * {@code FRELAY_INPUT_FILE} names, where {@code {JOB_INDEX}} gives each instance its own. If the
 * owner has set neither, it is in the event that has started the job.
 */
final class JobInput {
  private static final String TEXT = "FRELAY_INPUT";
  private static final String FILE = "FRELAY_INPUT_FILE";

  private JobInput() {}

  static byte[] of(Map<String, String> environment) throws FunctionException {
    String text = environment.getOrDefault(TEXT, "");
    if (!text.isBlank()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    String file = environment.getOrDefault(FILE, "").strip();
    if (!file.isEmpty()) {
      return read(path(file, environment));
    }
    if (JobEvent.isOne(environment)) {
      return JobEvent.of(environment);
    }
    throw bad("a job's input is missing: set %s, or %s".formatted(TEXT, FILE), null);
  }

  private static String path(String file, Map<String, String> environment)
      throws FunctionException {
    try {
      return Placeholders.filledIn(file, FILE, environment);
    } catch (SecretsException e) {
      throw bad(e.getMessage(), e);
    }
  }

  private static byte[] read(String file) throws FunctionException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw bad(
          "%s: %s cannot be read (%s)".formatted(FILE, file, e.getClass().getSimpleName()), e);
    }
  }

  private static FunctionException bad(String message, Exception cause) {
    return new FunctionException(ErrorCode.BAD_INPUT, message, cause);
  }
}
