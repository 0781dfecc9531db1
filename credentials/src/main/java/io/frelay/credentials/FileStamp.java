package io.frelay.credentials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Attributes of a file without reading it. They change when the file is written or replaced, and
 * when a symbolic link in its path is changed, as mounted volumes do.
 *
 * @param key its identity on the disk, where the file system says; else empty
 * @param modified when it was last written
 * @param size in bytes, or -1 if it is not there or cannot be looked at
 */
public record FileStamp(Object key, FileTime modified, long size) {
  /** Stamp of a missing file. */
  public static final FileStamp NONE = new FileStamp("", FileTime.fromMillis(0), -1);

  /** As of now. */
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Object key = now.fileKey() == null ? "" : now.fileKey();
      return new FileStamp(key, now.lastModifiedTime(), now.size());
    } catch (IOException e) {
      return NONE;
    }
  }

  /** True if there is a file. */
  public boolean exists() {
    return size >= 0;
  }
}
