package io.frelay.scenarios.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Processes that get a twentieth of a processor, 5 ms in every 100: a cgroup with a quota. */
public final class ThrottledGroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path folder;

  private ThrottledGroup(Path folder) {
    this.folder = folder;
  }

  /** Makes one; empty where that is not permitted, or the kernel has none. */
  public static Optional<ThrottledGroup> create() {
    String name = "frelay-%d-%d".formatted(ProcessHandle.current().pid(), NUMBER.getAndIncrement());
    return Files.isDirectory(ROOT.resolve("cpu"))
        ? create(ROOT.resolve("cpu").resolve(name), "cpu.cfs_quota_us", "5000")
        : create(ROOT.resolve(name), "cpu.max", "5000 100000");
  }

  private static Optional<ThrottledGroup> create(Path folder, String quotaFile, String quota) {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      return Optional.empty();
    }
    ThrottledGroup group = new ThrottledGroup(folder);
    try {
      if (Files.exists(folder.resolve(quotaFile))) {
        Files.writeString(folder.resolve(quotaFile), quota);
        return Optional.of(group);
      }
    } catch (IOException e) {
      // not ours to set
    }
    group.close();
    return Optional.empty();
  }

  /** The command that starts a program in it. */
  public List<String> command(String program) {
    String enter = "echo $$ > \"$1\" && exec \"$2\"";
    return List.of("sh", "-c", enter, "sh", folder.resolve("cgroup.procs").toString(), program);
  }

  /** Its processes must have ended. */
  @Override
  public void close() {
    folder.toFile().delete();
  }
}
