package io.frelay.adm.cloud;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.frelay.bundle.Bundle;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Output formats of {@code fr-adm env}. */
public enum EnvironmentFormat {
  /** {@code export NAME='value'}, for {@code eval} in any POSIX shell. */
  SHELL {
    @Override
    public String render(Map<String, String> variables) {
      return lines(variables, "export %s='%s'\n", value -> value.replace("'", "'\\''"));
    }
  },
  /**
   * One line a variable; in double quotes, with {@code \n} for line ends, where the value is more
   * than plain characters. Docker's {@code --env-file} knows no quotes and passes them on, which
   * Frelay's readers of PEM ignore.
   */
  DOTENV {
    @Override
    public String render(Map<String, String> variables) {
      return lines(variables, "%s=%s\n", EnvironmentFormat::dotenvValue);
    }

    @Override
    public List<String> warnings(Map<String, String> variables) {
      return variables.entrySet().stream()
          .filter(variable -> !PLAIN.matcher(variable.getValue()).matches())
          .filter(variable -> !variable.getValue().startsWith("-----BEGIN "))
          .map(
              variable ->
                  variable.getKey()
                      + " is in quotes, which docker's --env-file takes as part of the value; for docker, use only A-Z a-z 0-9 _ . : / @ % + , [ ] - in it")
          .toList();
    }
  },
  /** One object, indented, in ASCII: some tools read files in the encoding of their locale. */
  JSON {
    @Override
    public String render(Map<String, String> variables) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = ASCII_JSON.createGenerator(text).useDefaultPrettyPrinter()) {
        json.writeStartObject();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
          json.writeStringField(variable.getKey(), variable.getValue());
        }
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException("memory cannot fail", e);
      }
      return text + "\n";
    }
  },
  /** {@code FRELAY_BUNDLE=...}, for a shell and for {@code --env-file} alike. */
  BUNDLE {
    @Override
    public String render(Map<String, String> variables) {
      return "FRELAY_BUNDLE=" + Bundle.encode(variables) + "\n";
    }
  };

  private static final JsonFactory ASCII_JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/@%+,\\[\\]-]*");

  public abstract String render(Map<String, String> variables);

  /** Warnings about values that readers of this format may interpret differently. */
  public List<String> warnings(Map<String, String> variables) {
    return List.of();
  }

  private interface Quoting {
    String quote(String value);
  }

  private static String lines(Map<String, String> variables, String line, Quoting quoting) {
    return variables.entrySet().stream()
        .map(variable -> line.formatted(variable.getKey(), quoting.quote(variable.getValue())))
        .collect(Collectors.joining());
  }

  private static String dotenvValue(String value) {
    if (PLAIN.matcher(value).matches()) {
      return value;
    }
    String escaped =
        value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("$", "\\$")
            .replace("\r", "\\r")
            .replace("\n", "\\n");
    return '"' + escaped + '"';
  }

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
