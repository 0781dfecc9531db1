package io.frelay.function.secrets;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Texts by the names of variables. */
interface Variables {
  /** Text of a variable; not blank, for that counts as absent. */
  Optional<String> get(String variable);

  /** Place of a variable, for messages. */
  String place(String variable);

  /** Returns whether what is there may be another text later on. */
  boolean mayChange();

  /** Further stores, which it names; each to be opened anew. */
  default List<SecretStore> stores() {
    return List.of();
  }

  /** The environment of a process: for good what it was at its start. */
  static Variables of(Map<String, String> environment) {
    return new Variables() {
      @Override
      public Optional<String> get(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
      }

      @Override
      public String place(String variable) {
        return variable;
      }

      @Override
      public boolean mayChange() {
        return false;
      }
    };
  }
}
