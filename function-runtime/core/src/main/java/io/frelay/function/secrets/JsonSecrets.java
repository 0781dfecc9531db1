package io.frelay.function.secrets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A flat JSON object of texts, as secret stores show and edit it. */
final class JsonSecrets {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonSecrets() {}

  /**
   * Reads all members.
   *
   * @throws SecretsException that names the source and never quotes it, as a parser's message would
   */
  static Map<String, String> read(Secret secret) throws SecretsException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser json = JSON.createParser(secret.text())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isStructStart()) {
          throw new SecretsException(secret.source() + ": " + name + " is not a text");
        }
        if (value != JsonToken.VALUE_NULL) { // the same as none, not a party named null
          values.put(name, json.getText());
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new IOException("no end");
      }
      return values;
    } catch (IOException e) {
      throw new SecretsException(
          secret.source()
              + " is neither a bundle nor a JSON object of RELAY_CA and so on: cut short?");
    }
  }
}
