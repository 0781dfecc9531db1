package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A function.zip as built, unpacked once, as Lambda unpacks it. */
final class LambdaZip {
  static final LambdaZip EXAMPLES =
      new LambdaZip("aws", "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest");
  static final LambdaZip FUNQY =
      new LambdaZip("funqy/aws", "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest");

  private final String example;
  private final String handler;
  private Path folder;

  private LambdaZip(String example, String handler) {
    this.example = example;
    this.handler = handler;
  }

  /** What a managed Java runtime calls. */
  String handler() {
    return handler;
  }

  synchronized Path folder() {
    if (folder == null) {
      folder = unzip();
    }
    return folder;
  }

  private Path unzip() {
    Path to = TemporaryFolder.create("lambda");
    Path file = Project.ROOT.resolve("examples").resolve(example).resolve("target/function.zip");
    try (InputStream content = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(content)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        extract(zip, to.resolve(entry.getName()), entry.isDirectory());
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void extract(InputStream content, Path to, boolean isFolder) throws IOException {
    Files.createDirectories(isFolder ? to : to.getParent());
    if (!isFolder) {
      Files.copy(content, to);
      if (to.endsWith("bootstrap") && !to.toFile().setExecutable(true)) {
        throw new IOException(to + " cannot be made executable");
      }
    }
  }
}
