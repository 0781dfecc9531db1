package io.frelay.relay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  /** As Quarkus makes it, by default and by the relay's own defaults. */
  private static SizeRotatingFileHandler handler(Path file) throws Exception {
    Properties ours = new Properties();
    try (InputStream in = LogFiles.class.getResourceAsStream("/application.properties")) {
      ours.load(in);
    }
    String rotates = ours.getProperty("quarkus.log.file.rotation.rotate-on-boot", "true");
    SizeRotatingFileHandler handler = new SizeRotatingFileHandler();
    handler.setAppend(true);
    handler.setMaxBackupIndex(5);
    handler.setRotateOnBoot(Boolean.parseBoolean(rotates));
    handler.setFormatter(
        new Formatter() {
          @Override
          public String format(LogRecord line) {
            return line.getMessage() + "\n";
          }
        });
    handler.setFile(file.toFile());
    return handler;
  }

  private static void say(Handler handler, String text) {
    handler.publish(new ExtLogRecord(Level.INFO, text, LogFilesTest.class.getName()));
  }

  @Test
  void aFileThatNobodyHasMovedIsGoneOnWith(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("relay.log");
    try (SizeRotatingFileHandler handler = handler(file)) {
      say(handler, "first");
      LogFiles.reopen(new Handler[] {handler});
      say(handler, "second");
      LogFiles.reopen(new Handler[] {handler});
      say(handler, "third");
    }
    assertThat(file).content().isEqualTo("first\nsecond\nthird\n");
    assertThat(folder).isDirectoryNotContaining("glob:**.log.*");
  }

  @Test
  void aFileThatWasMovedIsBegunAnew(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("relay.log");
    Path moved = folder.resolve("relay.log.1");
    try (SizeRotatingFileHandler handler = handler(file)) {
      say(handler, "first");
      Files.move(file, moved);
      LogFiles.reopen(new Handler[] {handler});
      say(handler, "second");
    }
    assertThat(moved).content().isEqualTo("first\n");
    assertThat(file).content().isEqualTo("second\n");
  }
}
