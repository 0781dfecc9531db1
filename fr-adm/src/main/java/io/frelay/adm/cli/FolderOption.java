package io.frelay.adm.cli;

import io.frelay.adm.folder.Layout;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of certificates, for commands about what is in it. */
final class FolderOption {
  @Option(
      names = {"--certs", "--out"},
      paramLabel = "DIR",
      defaultValue = Layout.DEFAULT_ROOT,
      description = "Folder of certificates. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  Path folder() {
    return folder;
  }
}
