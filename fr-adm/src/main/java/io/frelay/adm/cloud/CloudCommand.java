package io.frelay.adm.cloud;

import io.frelay.adm.AdmException;
import io.frelay.adm.folder.ShellWord;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command of a cloud's own CLI.
 *
 * @param secret what it stores
 * @param words program and arguments, none of them secret
 */
public record CloudCommand(CloudSecret secret, List<String> words) {

  /** As a line for a POSIX shell. */
  public String line() {
    return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
  }

  /**
   * Runs it with this process's input and environment.
   *
   * @param says gets its output; its errors go where this process's go
   * @throws AdmException if it cannot be started or fails
   */
  public void run(OutputStream says) throws AdmException {
    Process process = start();
    int exit;
    try {
      process.getInputStream().transferTo(says);
      exit = process.waitFor();
    } catch (IOException e) {
      throw new AdmException("cannot read what %s says".formatted(program()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdmException(program() + " was interrupted", e);
    }
    if (exit != 0) {
      throw new AdmException(
          "%s failed with exit code %d; it says why above%s".formatted(program(), exit, hint()));
    }
  }

  private Process start() throws AdmException {
    try {
      return new ProcessBuilder(words)
          .redirectInput(ProcessBuilder.Redirect.INHERIT)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new AdmException(
          "%s is not on PATH: install %s, or run without --apply and take the printed command to where it is installed"
              .formatted(program(), secret.cloud().product()),
          e);
    }
  }

  private String program() {
    return secret.cloud().program();
  }

  private String hint() {
    if (secret.cloud() == CloudTarget.AZURE) {
      return ""; // it has one command for both
    }
    return secret.update()
        ? ". If %s is not there yet, leave out --update".formatted(secret.name())
        : ". If %s exists already, add --update".formatted(secret.name());
  }
}
