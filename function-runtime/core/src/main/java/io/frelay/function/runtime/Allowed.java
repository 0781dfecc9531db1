package io.frelay.function.runtime;

import io.frelay.client.RelayAddress;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionConfig;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Choices that callers may make, by the owner's settings. What they leave open is the owner's
 * choice by the deployment's defaults, and always allowed.
 */
final class Allowed {
  /** Whatever a caller chooses. */
  static final Allowed EVERYTHING =
      new Allowed(
          new Bounds(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));

  private record Bounds(
      Optional<List<String>> handlers,
      Optional<List<String>> peers,
      Optional<String> tagPrefix,
      Optional<List<String>> relays)
      implements FunctionConfig.Allow {}

  private final FunctionConfig.Allow settings;

  Allowed(FunctionConfig.Allow settings) {
    this.settings = settings;
  }

  /**
   * Refuses an invocation that is not allowed.
   *
   * @param handler its name; empty for one that the application makes by hand and chooses itself
   * @param chosen by the caller
   * @throws FunctionException for the first thing that is not
   */
  void require(String handler, Meeting chosen) throws FunctionException {
    if (!handler.isEmpty()
        && settings.handlers().isPresent()
        && !settings.handlers().get().contains(handler)) {
      throw refusal(
          "the owner of this function does not let handler %s be called, only: %s"
              .formatted(handler, String.join(", ", settings.handlers().get())));
    }
    if (settings.peers().isPresent() && chosen.peers() != null) {
      if (chosen.peers().isEmpty()) {
        throw refusal("the owner of this function does not let callers choose to have no peers");
      }
      for (String peer : chosen.peers()) {
        if (!settings.peers().get().contains(peer)) {
          throw refusal("the owner of this function does not let callers choose peer " + peer);
        }
      }
    }
    String prefix = settings.tagPrefix().orElse("");
    if (chosen.tag() != null && !chosen.tag().startsWith(prefix)) {
      throw refusal(
          "the owner of this function lets callers choose tags that begin with '%s' only"
              .formatted(prefix));
    }
    if (chosen.relay() != null) {
      requireRelays(ChosenRelays.of(chosen.relay()));
    }
  }

  /** A caller could make the function connect to anything otherwise. */
  private void requireRelays(List<RelayAddress> chosen) throws FunctionException {
    List<RelayAddress> all = new ArrayList<>();
    for (String each : settings.relays().orElse(List.of())) {
      all.addAll(ChosenRelays.of(each));
    }
    if (!all.containsAll(chosen)) {
      throw refusal(
          all.isEmpty()
              ? "the owner of this function does not let callers choose the relay"
              : "the owner of this function does not let callers choose this relay");
    }
  }

  private static FunctionException refusal(String message) {
    return new FunctionException(ErrorCode.NOT_ALLOWED, message);
  }

  /** Faults of the settings, which the start fails of. */
  List<String> problems(Optional<String> byDefault, Set<String> all) {
    List<String> problems = new ArrayList<>();
    addHandlerProblems(problems, byDefault, all);
    for (String each : settings.peers().orElse(List.of())) {
      if (!Names.isParty(each)) {
        problems.add(
            "FRELAY_ALLOW_PEERS (frelay.allow.peers): a peer's name is 1 to 64 printable ASCII"
                + " characters");
      }
    }
    for (String each : settings.relays().orElse(List.of())) {
      try {
        var unused = ChosenRelays.of(each);
      } catch (FunctionException e) {
        problems.add("FRELAY_ALLOW_RELAYS (frelay.allow.relays): " + e.getMessage());
      }
    }
    settings.tagPrefix().flatMap(Allowed::tagProblem).ifPresent(problems::add);
    return problems;
  }

  private void addHandlerProblems(
      List<String> problems, Optional<String> byDefault, Set<String> all) {
    List<String> handlers = settings.handlers().orElse(List.of());
    for (String each : handlers) {
      if (!all.contains(each)) {
        problems.add(
            "FRELAY_ALLOW_HANDLERS (frelay.allow.handlers) names '%s'; this application has: %s"
                .formatted(each, String.join(", ", all)));
      }
    }
    if (!handlers.isEmpty() && !byDefault.map(handlers::contains).orElse(true)) {
      problems.add(
          "FRELAY_HANDLER (frelay.handler) names '%s', which FRELAY_ALLOW_HANDLERS leaves out"
              .formatted(byDefault.get()));
    }
  }

  private static Optional<String> tagProblem(String prefix) {
    try {
      var unused = AuthRequest.version2("peer", prefix, Duration.ofSeconds(1)).encode();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "FRELAY_ALLOW_TAG_PREFIX (frelay.allow.tag-prefix) begins no tag: " + e.getMessage());
    }
  }
}
