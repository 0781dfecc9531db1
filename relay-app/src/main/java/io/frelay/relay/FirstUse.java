package io.frelay.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/**
 * Loads what the first connections and sessions need of the jars, before there are any: later, a
 * jar that has to be opened may find no descriptor, and the event loop that needs it waits. The
 * list is a resource, a class name a line; {@code FirstUseIT} finds what it lacks.
 */
final class FirstUse {
  private static final Logger LOG = Logger.getLogger(FirstUse.class);
  private static final String LIST = "first-use.classes";

  private FirstUse() {}

  static void load() {
    try (InputStream list = FirstUse.class.getResourceAsStream(LIST)) {
      if (list == null) {
        return; // in a native executable, which opens no jars
      }
      new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))
          .lines()
          .forEach(FirstUse::load);
    } catch (IOException e) {
      LOG.warn("the list of classes to load before the first connection cannot be read", e);
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, FirstUse.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      LOG.debugf("%s is on the list of classes and not there", name);
    }
  }
}
