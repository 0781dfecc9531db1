package io.frelay.function.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of all settings, from what Quarkus's annotation processor has written down of the config
 * mappings and their Javadoc.
 */
final class ConfigurationPage {
  private static final String FOLDER = "META-INF/quarkus-config-doc/";

  /** Javadoc with braces: a text, or a link. */
  private static final Pattern TAG = Pattern.compile("\\{@(code|link)\\s+([^}]*)}");

  /** Name of the user's own in a property. */
  private static final Pattern KEY = Pattern.compile("\"([^\"]*)\"");

  private final Map<String, JsonNode> roots = new TreeMap<>();
  private final Map<String, String> prefixes = new HashMap<>();
  private final Map<String, String> javadoc = new HashMap<>();

  private ConfigurationPage() {}

  /** Page of the extensions on the class path that are ours. */
  static String text() throws IOException {
    ConfigurationPage page = new ConfigurationPage();
    for (JsonNode model : page.read("quarkus-config-model.json")) {
      model.path("configRoots").forEach(page::add);
    }
    for (JsonNode model : page.read("quarkus-config-javadoc.json")) {
      model
          .path("elements")
          .properties()
          .forEach(
              each ->
                  page.javadoc.put(each.getKey(), markdown(each.getValue().path("description"))));
    }
    return page.write();
  }

  private List<JsonNode> read(String name) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (URL each : Collections.list(getClass().getClassLoader().getResources(FOLDER + name))) {
      try (InputStream in = each.openStream()) {
        all.add(new ObjectMapper().readTree(in));
      }
    }
    return all;
  }

  private void add(JsonNode root) {
    if (root.at("/extension/groupId").asText().equals("io.frelay")) {
      roots.put(root.path("prefix").asText(), root);
      root.path("qualifiedNames")
          .forEach(type -> prefixes.put(type.asText(), root.path("prefix").asText()));
    }
  }

  private String write() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    roots.forEach((prefix, root) -> page.append(section(prefix, root)));
    return page.toString();
  }

  private String section(String prefix, JsonNode root) {
    StringBuilder section = new StringBuilder("\n## " + prefix + "\n\n");
    root.path("qualifiedNames")
        .forEach(type -> section.append(sentence(javadoc.getOrDefault(type.asText(), ""))));
    section.append("\n\n| property | type | default | meaning |\n|---|---|---|---|\n");
    Set<String> others = new HashSet<>();
    items(root.path("items"))
        .forEach(
            item -> {
              String other = prefixes.getOrDefault(item.path("sourceType").asText(), prefix);
              if (other.equals(prefix)) {
                section.append(row(item));
              } else if (others.add(other)) {
                section.append(rowOfOther(item, other));
              }
            });
    return section.toString();
  }

  /** Properties, with those of sections in their place. */
  private static List<JsonNode> items(JsonNode items) {
    List<JsonNode> all = new ArrayList<>();
    items.forEach(
        each -> {
          if (each.has("items")) {
            all.addAll(items(each.path("items")));
          } else {
            all.add(each);
          }
        });
    return all;
  }

  private String row(JsonNode item) {
    String meaning =
        javadoc.getOrDefault(
            item.path("sourceType").asText().replace('$', '.')
                + "."
                + item.path("sourceElementName").asText(),
            "");
    String fixed = item.path("phase").asText().equals("BUILD_TIME") ? " At build time." : "";
    return "| `%s` | %s | %s | %s%s |\n"
        .formatted(name(item), type(item), value(item), sentence(meaning), fixed);
  }

  private static String rowOfOther(JsonNode item, String other) {
    String name = name(item);
    return "| `%s*` | | | As `%s.*`. |\n"
        .formatted(name.substring(0, name.lastIndexOf('.') + 1), other);
  }

  private static String name(JsonNode item) {
    return KEY.matcher(item.at("/path/property").asText())
        .replaceAll(key -> key.group(1).toUpperCase(Locale.ROOT));
  }

  private static String type(JsonNode item) {
    List<String> accepted = new ArrayList<>();
    item.at("/enumAcceptedValues/values")
        .properties()
        .forEach(each -> accepted.add("`" + each.getValue().path("configValue").asText() + "`"));
    return accepted.isEmpty()
        ? item.path("typeDescription")
            .asText()
            .replaceFirst("Map<String,(.*)>", "$1")
            .replace("MemorySize", "memory size")
            .toLowerCase(Locale.ROOT)
        : String.join(", ", accepted);
  }

  private static String value(JsonNode item) {
    String value = item.path("defaultValue").asText();
    boolean duration = item.path("typeDescription").asText().equals("Duration");
    return value.isEmpty() ? "" : "`" + (duration ? value.toLowerCase(Locale.ROOT) : value) + "`";
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  private static String markdown(JsonNode description) {
    String text = description.asText().replaceAll("\\s+", " ").replace("|", "\\|");
    return TAG.matcher(text)
        .replaceAll(
            tag -> {
              String named = tag.group(2).strip();
              if (tag.group(1).equals("link")) { // to another setting, in words of Java
                named =
                    named
                        .substring(named.lastIndexOf('#') + 1)
                        .replaceAll("([A-Z])", "-$1")
                        .toLowerCase(Locale.ROOT);
              }
              return Matcher.quoteReplacement("`" + named + "`");
            });
  }

  private static final String INTRODUCTION =
      """
      # Configuration of functions and injected clients

      <!-- Generated from the Javadoc of the config mappings; ConfigurationPageTest says how. -->

      Each setting is a line of `application.properties`, or a variable with the same name in upper case and `_` for every other character: `frelay.http.max-body` is `FRELAY_HTTP_MAX_BODY`. NAME stands for a name of your own. Secrets have [other places](functions.md#secrets) too. [operating.md](operating.md#settings) has the settings of the relay.
      """;
}
