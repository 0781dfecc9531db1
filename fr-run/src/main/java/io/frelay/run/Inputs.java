package io.frelay.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The parties' inputs. They are private: an error names the file and quotes nothing of it. */
final class Inputs {
  /**
   * An input.
   *
   * @param name of its file, or {@code standard input}
   * @param json one JSON value, as it was written
   */
  record Input(String name, String json) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Inputs() {}

  /**
   * Reads the input of each party.
   *
   * @param files by party; {@code -} is standard input
   */
  static Map<String, Input> read(Map<String, String> files, Set<String> parties, InputStream stdin)
      throws RunException {
    for (String party : files.keySet()) {
      if (!parties.contains(party)) {
        throw new RunException("--input %s=...: the session has no such party".formatted(party));
      }
    }
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (String party : parties) {
      String file = files.get(party);
      if (file == null) {
        throw new RunException(
            "party %s has no input: give --input %s=FILE".formatted(party, party));
      }
      inputs.put(party, file.equals("-") ? standardInput(stdin) : file(Path.of(file)));
    }
    if (files.values().stream().filter("-"::equals).count() > 1) {
      throw new RunException("--input: standard input can be the input of one party only");
    }
    return inputs;
  }

  private static Input standardInput(InputStream stdin) throws RunException {
    try {
      return input("standard input", stdin.readAllBytes());
    } catch (IOException e) {
      throw new RunException("cannot read standard input: " + e.getMessage(), e);
    }
  }

  private static Input file(Path file) throws RunException {
    try {
      return input(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new RunException("there is no file " + file, e);
    } catch (IOException e) {
      throw new RunException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Input input(String name, byte[] bytes) throws RunException {
    try {
      String json =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().strip();
      var problem = JsonText.problem(json);
      if (problem.isPresent()) {
        throw new RunException(name + ": " + problem.get());
      }
      return new Input(name, json);
    } catch (CharacterCodingException e) {
      throw new RunException(name + ": it is not UTF-8", e);
    }
  }
}
