package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.adm.folder.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fr-adm inspect}. */
@Command(
    name = "inspect",
    description = {
      "Shows the content and validity of certificates, keys and revocation lists.",
      "For a certificate or list it names the CA that signed it.",
      "The exit code is 0 only if every file can be read, verifies and is valid now."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  fr-adm inspect certs/frelay/cert.pem certs/frelay/key.pem",
      "  fr-adm inspect --certs certs party0.pem"
    })
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "PEM files.")
  private List<Path> files;

  @Option(
      names = "--certs",
      paramLabel = "DIR",
      description =
          "Folder of the CAs to verify against. Default: the folders above the file, or certs.")
  private Optional<Path> certs;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean valid = true;
    for (Path file : files) {
      try {
        Inspection inspection = Inspection.of(file, certs, Clock.systemUTC());
        out.print(inspection.text());
        out.flush();
        inspection.warnings().forEach(warning -> FrAdm.say(spec.commandLine(), warning));
        valid &= inspection.valid();
      } catch (AdmException e) {
        FrAdm.say(spec.commandLine(), e.getMessage());
        valid = false;
      }
    }
    return valid ? 0 : 1;
  }
}
