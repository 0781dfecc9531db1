package io.frelay.relay.credentials;

import io.frelay.credentials.FileStamp;
import io.frelay.credentials.SmallFile;
import io.frelay.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** One text of the credentials: in a file, which may change, or in a setting, which does not. */
final class SettingOrFile {
  private static final int LONGEST_PATH = 255;

  /** First bytes of every PEM text in base64. */
  private static final String BASE64_BEGIN = "LS0tLS1CRUdJTi";

  private static final Pattern FILE_NAME = Pattern.compile(".*\\.(pem|key|crt|cer|crl|der)");

  private final String name;
  private final String advice;
  private final Optional<String> text;
  private final String file;

  private SettingOrFile(String name, String advice, Optional<String> text, String file) {
    this.name = name;
    this.advice = advice;
    this.text = text;
    this.file = file;
  }

  /**
   * Source that a setting names or holds.
   *
   * @param otherwise the file where the setting is absent
   * @param advice remedy for a file that does not exist
   */
  static SettingOrFile of(
      Optional<String> setting, Path otherwise, String settingName, String advice) {
    if (setting.isPresent() && isPem(setting.get())) {
      return new SettingOrFile(settingName, advice, setting, "");
    }
    String file = setting.orElse(otherwise.toString());
    // Text that is no PEM may still be a damaged key: only text that looks like a file is shown.
    String name =
        FILE_NAME.matcher(file).matches() ? file : "the file that " + settingName + " names";
    return new SettingOrFile(name, advice, Optional.empty(), file);
  }

  /** The file's path, or the setting that holds the text itself; for messages. */
  String name() {
    return name;
  }

  boolean isFile() {
    return text.isEmpty();
  }

  /** File to read it from again; empty if the setting holds the text or names no valid path. */
  Optional<Path> file() {
    try {
      return isFile() ? Optional.of(Path.of(file)) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty(); // reading it says so
    }
  }

  boolean exists() {
    return stamp().exists();
  }

  /** Always the same one for what is no file, or does not exist. */
  FileStamp stamp() {
    return file().map(FileStamp::of).orElse(FileStamp.NONE);
  }

  /**
   * The text.
   *
   * @throws PemException in one sentence, if there is no such file, or it cannot be read, or has
   *     more than {@code most} bytes
   */
  byte[] read(int most) throws PemException {
    if (text.isPresent()) {
      return text.get().getBytes(StandardCharsets.UTF_8);
    }
    Path path = file().orElseThrow(() -> new PemException(missing()));
    if (Files.exists(path) && !Files.isRegularFile(path)) { // reading a pipe might never end
      throw new PemException(name + " is not a file");
    }
    return SmallFile.read(path, name, most, advice);
  }

  private String missing() {
    return "%s does not exist; %s".formatted(name, advice);
  }

  /** A PEM in whatever form an environment carries it, whole or not. */
  private static boolean isPem(String value) {
    return value.contains("-----")
        || value.startsWith(BASE64_BEGIN)
        || value.contains("\n")
        || value.length() > LONGEST_PATH;
  }
}
