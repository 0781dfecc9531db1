package io.frelay.function.secrets;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code {VARIABLE}} in a path stands for that variable's value, so that one setting serves all
 * instances of a job: {@code /frelay/{JOB_INDEX}}.
 */
public final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private Placeholders() {}

  /**
   * Fills them in.
   *
   * @param variable whose value the path is, for the message
   * @throws SecretsException if a variable is not set, or blank
   */
  public static String filledIn(String path, String variable, Map<String, String> environment)
      throws SecretsException {
    Matcher placeholder = PLACEHOLDER.matcher(path);
    StringBuilder filled = new StringBuilder();
    while (placeholder.find()) {
      String name = placeholder.group(1);
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        throw new SecretsException(
            "%s contains {%s}, but %s is not set".formatted(variable, name, name));
      }
      placeholder.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return placeholder.appendTail(filled).toString();
  }
}
