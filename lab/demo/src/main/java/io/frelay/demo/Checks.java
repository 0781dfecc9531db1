package io.frelay.demo;

import java.util.ArrayList;
import java.util.List;

/** Checks of the demo and their results. */
final class Checks {
  /**
   * @param claim what has to be true
   * @param passed whether it was
   * @param evidence what was seen
   */
  record Check(String claim, boolean passed, String evidence) {}

  private final List<Check> all = new ArrayList<>();

  void add(String claim, boolean passed, String evidence) {
    all.add(new Check(claim, passed, evidence));
  }

  List<Check> all() {
    return List.copyOf(all);
  }

  long passed() {
    return all.stream().filter(Check::passed).count();
  }
}
