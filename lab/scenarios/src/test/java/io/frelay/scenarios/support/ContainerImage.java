package io.frelay.scenarios.support;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A container image of one module, built as the documentation says but on nothing, so that no
 * registry is needed, and started as a container engine would: in a root of its own, as the image's
 * user, with its entry point. In place of the base image, this system's {@code /usr} and {@code
 * /etc} are mounted into that root.
 */
public final class ContainerImage {
  private static Path built;

  private final Path root;
  private final JsonPath config;

  private ContainerImage(Path root, JsonPath config) {
    this.root = root;
    this.config = config;
  }

  /** True if this system allows to mount and change the root (Linux, as root) and has make. */
  public static boolean canRun() {
    try {
      return Project.JAVA.startsWith("/usr/")
          && run(Path.of("/"), "make", "--version") == 0
          && run(Path.of("/"), "unshare", "--mount", "chroot", "/", "true") == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  /** The image of a module, from a copy of the project: the tests run on what is built here. */
  public static ContainerImage of(String module) throws IOException {
    Path image = TemporaryFolder.create("image");
    Path tar = built().resolve(module).resolve("target/jib-image.tar");
    unpack(tar, image);
    Path root = Files.createDirectory(image.resolve("root"));
    JsonPath manifest = JsonPath.from(image.resolve("manifest.json").toFile());
    for (String layer : manifest.<String>getList("[0].Layers")) {
      unpack(image.resolve(layer), root);
    }
    JsonPath config = JsonPath.from(image.resolve(manifest.getString("[0].Config")).toFile());
    return new ContainerImage(root, config);
  }

  /** A copy of the project in which all images have been built. */
  private static synchronized Path built() throws IOException {
    if (built == null) {
      Path project = Project.copy();
      // Checks have run already, and files newer than their source are not compiled
      // again; built on nothing.
      String flags =
          "-Dspotless.check.skip=true -Dmaven.compiler.useIncrementalCompilation=false"
              + " -Dimage.base=scratch";
      int exitCode = run(project, "make", "build-image", "MAVEN_FLAGS=" + flags);
      if (exitCode != 0) {
        throw new AssertionError("the build of the images failed; see above");
      }
      built = project;
    }
    return built;
  }

  /** Configuration of an image, such as {@code config.User}. */
  public JsonPath config() {
    return config;
  }

  /** Size of its own layers in KB. */
  public long kilobytes() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("app"))) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum()
          / 1024;
    }
  }

  /** A copy of a folder at a place in it, readable for its user, as with an engine's option. */
  public void mount(Path folder, String place) throws IOException {
    run(root, "cp", "-r", folder.toString(), place);
    run(root, "chown", "-R", config.getString("config.User"), place);
  }

  /** The command that runs it in the foreground, until it ends, with its own variables besides. */
  public List<String> command() {
    String prepare =
        """
        set -e
        cd "$0"
        for folder in usr etc proc dev; do mkdir -p $folder; mount --rbind /$folder $folder; done
        # another container of the same root may do it at the same time
        for folder in bin lib lib64 sbin; do
          [ -e $folder ] || cp -P /$folder $folder || [ -e $folder ]
        done
        mkdir -p -m 1777 tmp
        user=$1 folder=$2
        shift 2
        exec chroot --userspec="$user" --groups="" . /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
        """;
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", prepare, root.toString()));
    command.add(config.getString("config.User"));
    command.add(config.getString("config.WorkingDir"));
    List<String> own = config.getList("config.Env");
    command.add("env");
    command.addAll(own == null ? List.of() : own);
    command.addAll(config.getList("config.Entrypoint"));
    return command;
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    if (run(folder, "tar", "--warning=no-unknown-keyword", "-xf", archive.toString()) != 0) {
      throw new AssertionError("no tar archive: " + archive);
    }
  }

  private static int run(Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
    // Maven's own JVM options for the test run are not for a build inside it.
    builder.environment().keySet().removeAll(List.of("MAVEN_OPTS", "MAVEN_CMD_LINE_ARGS"));
    builder.environment().putAll(Map.of("MAVEN_ARGS", ""));
    Process process = builder.start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + List.of(command));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
