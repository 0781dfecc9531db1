package io.frelay.function.deployment;

import io.quarkus.builder.item.MultiBuildItem;

/** A handler that the application has, for the build steps of adapters. */
public final class HandlerBuildItem extends MultiBuildItem {
  private final String name;
  private final String place;

  HandlerBuildItem(String name, String place) {
    this.name = name;
    this.place = place;
  }

  /** Name that it is called by. */
  public String name() {
    return name;
  }

  /** Its class, or what produces it, for messages. */
  public String place() {
    return place;
  }
}
