package io.frelay.function.http.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * A route of the application that a POST may be for, other than a handler's.
 *
 * @param path below the application's root, without slashes at its ends
 * @param place the method that declares it, for messages
 */
record OtherRoute(String path, String place) {
  private static final DotName REST_PATH = DotName.createSimple("jakarta.ws.rs.Path");
  private static final DotName REST_POST = DotName.createSimple("jakarta.ws.rs.POST");
  private static final DotName REST_ROOT = DotName.createSimple("jakarta.ws.rs.ApplicationPath");
  private static final DotName ROUTE = DotName.createSimple("io.quarkus.vertx.web.Route");
  private static final DotName ROUTES = DotName.createSimple("io.quarkus.vertx.web.Route$Routes");
  private static final DotName ROUTE_BASE = DotName.createSimple("io.quarkus.vertx.web.RouteBase");

  /**
   * Characters that make a path a pattern, in one framework or the other: such a path is nobody's
   * own.
   */
  private static final String PATTERN = "{:*";

  /**
   * All whose path is a fixed text.
   *
   * @param restRoot what is before every path of Quarkus REST
   */
  static List<OtherRoute> all(IndexView index, String restRoot) {
    List<OtherRoute> routes = new ArrayList<>();
    for (AnnotationInstance post : index.getAnnotations(REST_POST)) {
      resource(post, restRoot + "/" + restRoot(index)).ifPresent(routes::add);
    }
    for (AnnotationInstance route : index.getAnnotations(ROUTE)) {
      route(route, route.target()).ifPresent(routes::add);
    }
    for (AnnotationInstance several : index.getAnnotations(ROUTES)) {
      for (AnnotationInstance route : several.value().asNestedArray()) {
        route(route, several.target()).ifPresent(routes::add);
      }
    }
    routes.removeIf(each -> each.path.chars().anyMatch(one -> PATTERN.indexOf(one) >= 0));
    return routes;
  }

  private static String restRoot(IndexView index) {
    return index.getAnnotations(REST_ROOT).stream()
        .map(each -> each.value().asString())
        .findFirst()
        .orElse("");
  }

  private static Optional<OtherRoute> resource(AnnotationInstance post, String root) {
    MethodInfo method = post.target().asMethod();
    ClassInfo type = method.declaringClass();
    if (!type.hasDeclaredAnnotation(REST_PATH)) {
      return Optional.empty(); // a part of other resources
    }
    String path = root + "/" + path(type.declaredAnnotation(REST_PATH));
    return Optional.of(of(path + "/" + path(method.annotation(REST_PATH)), method));
  }

  private static String path(AnnotationInstance annotation) {
    return annotation == null || annotation.value() == null ? "" : annotation.value().asString();
  }

  private static Optional<OtherRoute> route(AnnotationInstance route, AnnotationTarget target) {
    MethodInfo method = target.asMethod();
    if (route.value("regex") != null || !takesPosts(route.value("methods"))) {
      return Optional.empty();
    }
    AnnotationInstance base = method.declaringClass().declaredAnnotation(ROUTE_BASE);
    AnnotationValue under = base == null ? null : base.value("path");
    AnnotationValue path = route.value("path");
    return Optional.of(
        of(
            (under == null ? "" : under.asString())
                + "/"
                + (path == null ? hyphenated(method.name()) : path.asString()),
            method));
  }

  private static boolean takesPosts(AnnotationValue methods) {
    return methods == null
        || methods.asEnumArray().length == 0
        || Stream.of(methods.asEnumArray()).anyMatch("POST"::equals);
  }

  /** The path of a route that names none. */
  private static String hyphenated(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static OtherRoute of(String path, MethodInfo method) {
    return new OtherRoute(
        trimmed(path), method.declaringClass().name() + "." + method.name() + "()");
  }

  static String trimmed(String path) {
    return path.replaceAll("/+", "/").replaceAll("^/|/$", "");
  }
}
