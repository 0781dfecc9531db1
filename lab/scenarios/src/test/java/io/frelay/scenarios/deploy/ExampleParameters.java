package io.frelay.scenarios.deploy;

import io.frelay.scenarios.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values in a cloud's {@code parameters.env.example}; a test changes only those that it tests. */
final class ExampleParameters {
  private ExampleParameters() {}

  static Map<String, String> of(String folder) throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String line :
        Files.readAllLines(
            Project.ROOT.resolve("deploy").resolve(folder).resolve("parameters.env.example"))) {
      int end = line.indexOf('=');
      if (!line.startsWith("#") && end > 0) {
        parameters.put(line.substring(0, end), line.substring(end + 1));
      }
    }
    return parameters;
  }
}
