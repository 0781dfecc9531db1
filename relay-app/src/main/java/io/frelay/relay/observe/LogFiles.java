package io.frelay.relay.observe;

import java.io.FileNotFoundException;
import java.util.logging.Handler;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.FileHandler;

/** The files that the log is written to, where {@code quarkus.log.file} asks for one. */
public final class LogFiles {
  private static final Logger LOG = Logger.getLogger(LogFiles.class);

  private LogFiles() {}

  /** Opens each by its name once more: whatever rotates logs has given the old one another. */
  public static void reopen() {
    reopen(LogContext.getLogContext().getLogger("").getHandlers());
  }

  static void reopen(Handler[] handlers) {
    for (Handler handler : handlers) {
      if (handler instanceof FileHandler file && file.getFile() != null) {
        reopen(file);
      } else if (handler instanceof ExtHandler outer) {
        reopen(outer.getHandlers()); // one that writes in a thread of its own
      }
    }
  }

  private static void reopen(FileHandler handler) {
    try {
      handler.setFile(handler.getFile());
    } catch (FileNotFoundException e) {
      LOG.warnf("the log file %s cannot be opened: %s", handler.getFile(), e.getMessage());
    }
  }
}
