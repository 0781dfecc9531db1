package io.frelay.adm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBatchTest {
  @TempDir private Path folder;

  @Test
  void aFailureTakesBackWhatWasReplacedAndWhatWasNew() throws Exception {
    Path old = folder.resolve("old.pem");
    Files.writeString(old, "before");
    Path fresh = folder.resolve("fresh.pem");
    Path blocked = Files.createDirectories(folder.resolve("blocked.pem/full")).getParent();

    FileBatch batch = new FileBatch().add(old, "after").addSecret(fresh, "new").add(blocked, "x");
    assertThatThrownBy(() -> batch.write(true))
        .isInstanceOf(AdmException.class)
        .hasMessageContaining("nothing was changed");

    assertThat(old).hasContent("before");
    assertThat(fresh).doesNotExist();
    assertThat(names()).containsExactly("blocked.pem", "old.pem");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("certs"), "a file");

    assertThatThrownBy(() -> new FileBatch().add(file.resolve("cert.pem"), "x").write(false))
        .hasMessageContaining("it is not a folder");
  }

  @Test
  void twoFilesOfOneNameInABatchAreARaceThatTheFirstWins() throws Exception {
    // As if another process made the file after the look and before the move.
    Path target = folder.resolve("cert.pem");
    FileBatch batch = new FileBatch().add(target, "first").add(target, "second");

    assertThatThrownBy(() -> batch.write(false)).hasMessageContaining("exists");

    assertThat(names()).isEmpty();
  }

  private Stream<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
