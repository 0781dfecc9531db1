package io.frelay.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder of the system's temporary one that only its owner can open. */
record WorkFolder(Path path) {

  static WorkFolder create() throws DemoFailure {
    try {
      return new WorkFolder(Files.createTempDirectory("frelay-demo-"));
    } catch (IOException e) {
      throw new DemoFailure("no temporary folder can be made: " + e.getMessage());
    }
  }

  /**
   * Deletes it with all that is in it.
   *
   * @return whether it is gone
   */
  boolean delete() {
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      return Files.notExists(path);
    }
    return true;
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
