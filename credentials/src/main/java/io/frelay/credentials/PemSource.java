package io.frelay.credentials;

import io.frelay.bundle.PartyVariable;
import io.frelay.pem.PemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PEM text and where it is from.
 *
 * @param name its name in error messages: a variable or a file
 * @param pem never printed
 * @param file the file to read it from again, if it is from a file
 */
public record PemSource(String name, String pem, Optional<Path> file) {
  /** As it is, perhaps behind remarks such as those of {@code openssl pkcs12}, and in base64. */
  private static final List<String> PEM_BEGINNINGS = List.of("-----BEGIN", "LS0tLS1CRUdJTi");

  /** A text that stays as it is. */
  public PemSource(String name, String pem) {
    this(name, pem, Optional.empty());
  }

  /**
   * The PEMs of an environment, each in the variable itself or in the file that {@code NAME_FILE}
   * names.
   *
   * @throws PemException that lists all that is missing at once, or says what is wrong with a file
   */
  public static Map<PartyVariable, PemSource> ofEnvironment(Map<String, String> environment)
      throws PemException {
    Map<PartyVariable, PemSource> sources = new EnumMap<>(PartyVariable.class);
    List<String> missing = new ArrayList<>();
    for (PartyVariable credential : PartyVariable.pems()) {
      String name = credential.name();
      String pem = environment.getOrDefault(name, "");
      String file = environment.getOrDefault(credential.fileVariable(), "");
      if (!pem.isBlank()) {
        sources.put(credential, new PemSource(name, pem));
      } else if (!file.isBlank()) {
        requirePath(credential, file);
        sources.put(credential, ofFile(Path.of(file)));
      } else if (credential.isRequired()) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new PemException(
          "not set: %s; set each to a PEM text, or %s%s and so on to the path of a file"
              .formatted(String.join(", ", missing), missing.get(0), PartyVariable.FILE_SUFFIX));
    }
    return sources;
  }

  /** Refuses a text where a path belongs: messages quote paths, and the text may be a key. */
  private static void requirePath(PartyVariable credential, String path) throws PemException {
    if (PEM_BEGINNINGS.stream().anyMatch(path::contains)) {
      throw new PemException(
          "%s holds a PEM text; it takes the path of a file, and %s the text"
              .formatted(credential.fileVariable(), credential.name()));
    }
  }

  /**
   * Texts from wherever they are kept.
   *
   * @throws PemException that lists all that is missing at once
   */
  public static Map<PartyVariable, PemSource> ofPems(Map<PartyVariable, String> pems)
      throws PemException {
    Map<String, String> environment = new HashMap<>();
    pems.forEach((credential, pem) -> environment.put(credential.name(), pem));
    return ofEnvironment(environment);
  }

  /**
   * Present content of a file.
   *
   * @throws PemException in one sentence, if it cannot be read
   */
  public static PemSource ofFile(Path file) throws PemException {
    byte[] pem = SmallFile.read(file, file.toString(), SmallFile.MAX_PEM, "make it with fr-adm");
    return new PemSource(
        file.toString(), new String(pem, StandardCharsets.ISO_8859_1), Optional.of(file));
  }

  /** True if its file has another text now, or cannot be read. */
  boolean hasChanged() {
    try {
      return file.isPresent() && !ofFile(file.get()).pem().equals(pem);
    } catch (PemException e) {
      return true;
    }
  }

  /** Returns the name, never the text. */
  @Override
  public String toString() {
    return name;
  }
}
