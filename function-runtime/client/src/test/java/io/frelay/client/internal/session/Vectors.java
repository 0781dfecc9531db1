package io.frelay.client.internal.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files of {@code docs/vectors}, which say themselves what is in them. */
public final class Vectors {
  /** An object of the file. */
  public record Entry(Map<String, Object> members) {
    public boolean has(String name) {
      return members.containsKey(name);
    }

    public String text(String name) {
      return (String) members.get(name);
    }

    public long number(String name) {
      return (Long) members.get(name);
    }

    public byte[] bytes(String name) {
      return HexFormat.of().parseHex(text(name));
    }

    Nonce nonce(String name) {
      return Nonce.of(bytes(name));
    }

    public List<String> texts(String name) {
      return ((List<?>) members.getOrDefault(name, List.of()))
          .stream().map(String.class::cast).toList();
    }

    public List<Entry> entries(String name) {
      return ((List<?>) members.get(name)).stream().map(Entry.class::cast).toList();
    }

    @Override
    public String toString() {
      return members.values().toString();
    }
  }

  private Vectors() {}

  static Entry read() throws IOException {
    return read("frelay-2.json");
  }

  public static Entry read(String name) throws IOException {
    Path file =
        Path.of(System.getProperty("basedir", ".")).resolve("../../docs/vectors").resolve(name);
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      json.nextToken();
      return (Entry) value(json);
    }
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> json.getText();
      default -> throw new IOException("not in these vectors: " + json.currentToken());
    };
  }

  private static Entry object(JsonParser json) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      members.put(name, value(json));
    }
    return new Entry(members);
  }

  private static List<Object> array(JsonParser json) throws IOException {
    List<Object> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(json));
    }
    return values;
  }
}
