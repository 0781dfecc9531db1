package io.frelay.function.deployment;

import io.frelay.function.KeepWarm;
import io.frelay.function.runtime.warm.Warmth;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;

/** Fails the build for what would fail every call. */
class HandlerChecks {
  /** By name: an application need not have them. */
  private static final Set<String> LATER =
      Set.of(
          Future.class.getName(),
          Flow.Publisher.class.getName(),
          "org.reactivestreams.Publisher",
          "io.vertx.core.Future");

  @BuildStep
  void check(
      ValidationPhaseBuildItem validation,
      CombinedIndexBuildItem index,
      BuildProducer<ValidationErrorBuildItem> errors) {
    List<String> found = new ArrayList<>();
    Map<String, DeclaredHandler> byName = new HashMap<>();
    for (BeanInfo bean : validation.getContext().beans().withBeanType(DeclaredHandler.INTERFACE)) {
      DeclaredHandler handler = DeclaredHandler.of(bean);
      types(handler).ifPresent(found::add);
      warmth(handler, index.getIndex()).ifPresent(found::add);
      DeclaredHandler other = byName.put(handler.name(), handler);
      if (other != null) {
        found.add(
            "%s and %s are both the handler '%s'; give one another name by @Named"
                .formatted(other.place(), handler.place(), handler.name()));
      }
    }
    found.forEach(
        message -> errors.produce(new ValidationErrorBuildItem(new DeploymentException(message))));
  }

  private static Optional<String> types(DeclaredHandler handler) {
    if (handler.declared().isEmpty()) {
      return Optional.of(
          handler.place()
              + " does not say what it takes and gives: make it a PeerHandler<Input, Output>");
    }
    return Stream.of(handler.declared().get(1), handler.json().get(1))
        .map(output -> output.name().toString())
        .filter(HandlerChecks::isNotAwaited)
        .findFirst()
        .map(
            output ->
                "%s gives a %s, which is not awaited: give the output, or a Uni or CompletionStage of it"
                    .formatted(handler.place(), output));
  }

  private static boolean isNotAwaited(String type) {
    try {
      Class<?> loaded = Class.forName(type, false, Thread.currentThread().getContextClassLoader());
      return !CompletionStage.class.isAssignableFrom(loaded) && isOneOf(LATER, loaded);
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // a class of the application's own: a bean like any other
    }
  }

  private static boolean isOneOf(Set<String> names, Class<?> type) {
    return names.contains(type.getName())
        || Arrays.stream(type.getInterfaces()).anyMatch(each -> isOneOf(names, each))
        || (type.getSuperclass() != null && isOneOf(names, type.getSuperclass()));
  }

  /** Asked for by the class, or by one that it extends, as at run time. */
  private static Optional<String> warmth(DeclaredHandler handler, IndexView index) {
    ClassInfo type = handler.bean().isClassBean() ? handler.bean().getImplClazz() : null;
    while (type != null) {
      AnnotationInstance asked = type.declaredAnnotation(KeepWarm.class);
      if (asked != null) {
        return warmth(handler, asked, index);
      }
      type = type.superName() == null ? null : index.getClassByName(type.superName());
    }
    return Optional.empty();
  }

  private static Optional<String> warmth(
      DeclaredHandler handler, AnnotationInstance asked, IndexView index) {
    try {
      Warmth unused =
          Warmth.of(
              asked.valueWithDefault(index, "idle").asString(),
              asked.valueWithDefault(index, "patience").asString());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(handler.place() + ": " + e.getMessage());
    }
  }
}
