package io.frelay.adm.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.frelay.adm.AdmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBatchTest {
  @TempDir private Path folder;
  private Path foreign;

  @Test
  void aFailureTakesBackWhatWasReplacedAndWhatWasNew() throws Exception {
    Path old = folder.resolve("old.pem");
    Files.writeString(old, "before");
    Path fresh = folder.resolve("fresh.pem");
    Path blocked = Files.createDirectories(folder.resolve("blocked.pem/full")).getParent();

    FileBatch batch =
        new FileBatch(folder).add(old, "after").addSecret(fresh, "new").add(blocked, "x");
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

    assertThatThrownBy(() -> new FileBatch(folder).add(file.resolve("cert.pem"), "x").write(false))
        .hasMessageContaining("exists and is not a folder");
  }

  @Test
  void aFileThatAppearsAfterTheLookIsNotReplaced() throws Exception {
    Path first = folder.resolve("a/cert.pem");
    Path second = folder.resolve("cert.pem");
    FileBatch batch =
        new FileBatch(folder, () -> writeIfAbsent(second)).add(first, "x").add(second, "ours");

    assertThatThrownBy(() -> batch.write(false)).hasMessageStartingWith(second + " exists");

    assertThat(second).hasContent("theirs");
    assertThat(names()).containsExactly("cert.pem");
  }

  private static void writeIfAbsent(Path file) {
    try {
      Files.writeString(file, "theirs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As SIGKILL does: nothing of ours runs any more. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** At each step in turn, of files that are new, replaced, and in folders that are new or not. */
  @Test
  void whoIsKilledInTheMiddleLeavesAllOldOrAllNew() throws Exception {
    List<String> outcomes = new ArrayList<>();
    for (int steps = 0; !outcomes.contains("done"); steps++) {
      Path root = Files.createDirectories(folder.resolve("root" + steps));
      Files.createDirectories(root.resolve("kept"));
      List<Path> replaced = List.of(root.resolve("a.pem"), root.resolve("kept/b.pem"));
      List<Path> fresh =
          List.of(
              root.resolve("kept/c.pem"),
              root.resolve("new/d.pem"),
              root.resolve("new/e.pem"),
              root.resolve("new/er/f.pem"));
      for (Path file : replaced) {
        Files.writeString(file, "old");
      }
      String outcome = killedAfter(steps, root, replaced, fresh);

      FileBatch.recover(root);

      String now = Files.readString(replaced.get(0));
      outcomes.add(outcome.isEmpty() ? now : outcome);
      assertThat(replaced)
          .as("step %d", steps)
          .allSatisfy(file -> assertThat(file).hasContent(now));
      for (Path file : fresh) {
        assertThat(Files.exists(file)).as("%s, step %d", file, steps).isEqualTo(now.equals("new"));
      }
      try (Stream<Path> left = Files.list(root)) {
        assertThat(left.map(file -> file.getFileName().toString()).filter(n -> n.startsWith(".")))
            .isEmpty();
      }
    }
    assertThat(outcomes).contains("old", "new").hasSizeGreaterThan(6);
  }

  private static String killedAfter(int steps, Path root, List<Path> replaced, List<Path> fresh)
      throws AdmException {
    AtomicInteger left = new AtomicInteger(steps);
    FileBatch batch =
        new FileBatch(
            root,
            () -> {
              if (left.getAndDecrement() == 0) {
                throw new Killed();
              }
            });
    replaced.forEach(file -> batch.add(file, "new"));
    fresh.forEach(file -> batch.addSecret(file, "new"));
    try {
      batch.write(true);
      return "done";
    } catch (Killed e) {
      return "";
    }
  }

  /** Private keys, which the next command is to take away. */
  @Test
  void whatIsLeftOfASingleFileIsFoundInTheFolder() throws Exception {
    Path file = Files.createDirectories(folder.resolve("user1/0")).resolve("bundle");
    Path staging = FileBatch.rootFor(folder, file);
    FileBatch batch =
        new FileBatch(
            staging,
            () -> {
              throw new Killed();
            });
    batch.addSecret(file, "keys");
    assertThatThrownBy(() -> batch.write(true)).isInstanceOf(Killed.class);

    FileBatch.recover(folder);

    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void newFoldersBehindALinkToAnotherFileSystemAreTakenBack() throws Exception {
    Path there = elsewhere();
    Path link = Files.createSymbolicLink(folder.resolve("user1"), there);
    Path blocked = Files.createDirectories(folder.resolve("blocked.pem/full")).getParent();
    FileBatch batch =
        new FileBatch(folder).add(link.resolve("0/secrets/aws/key"), "x").add(blocked, "x");
    assertThatThrownBy(() -> batch.write(true)).hasMessageContaining("nothing was changed");
    assertThat(there).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsALinkToAnotherFileSystemIsWrittenTo() throws Exception {
    Path there = elsewhere();
    Path link = Files.createSymbolicLink(folder.resolve("user1"), there);
    Path old = Files.writeString(there.resolve("old.pem"), "before");
    new FileBatch(folder)
        .add(link.resolve("old.pem"), "after")
        .addSecret(link.resolve("key.pem"), "key")
        .addSecret(link.resolve("0/key.pem"), "party's")
        .add(folder.resolve("0/cert.pem"), "copy")
        .write(true);
    assertThat(old).hasContent("after");
    assertThat(there.resolve("key.pem")).hasContent("key");
    assertThat(there.resolve("0/key.pem")).hasContent("party's");
    assertThat(Files.getPosixFilePermissions(there.resolve("0/key.pem")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(names()).containsExactly("0", "user1");
    try (Stream<Path> files = Files.list(there)) {
      assertThat(files).hasSize(3);
    }
  }

  /** A folder on another file system; without one the test is skipped. */
  private Path elsewhere() throws IOException {
    Path elsewhere = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(elsewhere)
            && !Files.getFileStore(elsewhere).equals(Files.getFileStore(folder)),
        "there is no second file system to write to");
    foreign = Files.createTempDirectory(elsewhere, "frelay");
    return foreign;
  }

  @AfterEach
  void removeWhatIsElsewhere() throws IOException {
    if (foreign != null) {
      try (Stream<Path> files = Files.walk(foreign)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private Stream<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
