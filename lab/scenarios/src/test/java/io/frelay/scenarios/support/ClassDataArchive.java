package io.frelay.scenarios.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Class data archive of the relay (JEP 350). A start with it takes a third less CPU. One JVM of the
 * scenarios makes it with a relay that serves one session; all of them use it, and later runs with
 * the same relay and JDK. A JVM ignores an archive that is damaged or belongs to other jars.
 */
final class ClassDataArchive {
  private static final Path FOLDER = Project.ROOT.resolve("lab/scenarios/target/class-data");

  private static List<String> options;

  private ClassDataArchive() {}

  /** JVM options that load the archive; none where it cannot be made. */
  static synchronized List<String> options() {
    if (options == null) {
      options = archive().map(ClassDataArchive::loading).orElse(List.of());
    }
    return options;
  }

  private static List<String> loading(Path file) {
    // Nothing about the archive among the lines of the relay.
    return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:cds*=off");
  }

  private static Optional<Path> archive() {
    try {
      Path file = FOLDER.resolve(name());
      Files.createDirectories(FOLDER);
      try (FileChannel lock =
          FileChannel.open(
              FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        var unused = lock.lock(); // until it is closed: three JVMs begin at the same time
        if (!Files.exists(file)) {
          removeOthers();
          rehearse(file);
        }
      }
      return Optional.of(file).filter(Files::exists);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** File name, which differs by relay and JDK. */
  private static String name() throws IOException {
    long built = Files.getLastModifiedTime(Project.relayJar()).toMillis();
    return "relay-%x-%x.jsa".formatted(built, Project.JAVA.hashCode());
  }

  private static void removeOthers() throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(FOLDER, "*.jsa")) {
      for (Path each : old) {
        Files.delete(each);
      }
    }
  }

  private static void rehearse(Path file) throws IOException {
    Path unfinished = FOLDER.resolve("unfinished");
    Files.deleteIfExists(unfinished);
    List<String> recording = List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:cds*=off");
    try (RelayProcess relay = RelayProcess.startWithJvm(Shared.PKI, recording)) {
      Exchange.between0And1(relay, Shared.PKI, "rehearsal");
      relay.meter("frelay_waiters");
      relay.terminate();
      relay.awaitExit(); // after it has written
    } catch (Exception e) {
      throw new IOException("no rehearsal", e);
    }
    if (Files.exists(unfinished)) {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
