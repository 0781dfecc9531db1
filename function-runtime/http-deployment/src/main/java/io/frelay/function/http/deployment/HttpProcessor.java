package io.frelay.function.http.deployment;

import io.frelay.function.deployment.HandlerBuildItem;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;
import io.quarkus.resteasy.reactive.server.spi.ResumeOn404BuildItem;
import io.quarkus.vertx.http.deployment.HttpRootPathBuildItem;
import io.quarkus.vertx.http.deployment.RouteBuildItem;
import io.quarkus.vertx.http.runtime.management.ManagementInterfaceBuildTimeConfig;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Handlers beside the other routes of an application. */
class HttpProcessor {
  private static final String EXTENSION = "a route of an extension";

  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem("frelay-function-http");
  }

  /**
   * Lets requests that no resource of Quarkus REST takes go on to handlers, below a gateway's path.
   */
  @BuildStep
  ResumeOn404BuildItem beyondRest() {
    return new ResumeOn404BuildItem();
  }

  /**
   * Fails the build for a path that would be a handler's and somebody else's: the handler would
   * hide that without a word.
   */
  @BuildStep
  @Produce(ServiceStartBuildItem.class)
  void collisions(
      List<HandlerBuildItem> handlers,
      CombinedIndexBuildItem index,
      List<RouteBuildItem> routes,
      ManagementInterfaceBuildTimeConfig management,
      HttpRootPathBuildItem root) {
    List<OtherRoute> others = new ArrayList<>(OtherRoute.all(index.getIndex(), restPath()));
    for (RouteBuildItem route : routes) {
      boolean isElsewhere = route.isManagement() && management.enabled();
      if (!isElsewhere && route.getAbsolutePath() != null) {
        others.add(ofExtension(route.getAbsolutePath(), root));
      }
    }
    List<String> problems = new ArrayList<>();
    others.removeIf(each -> each.path().isEmpty() && each.place().equals(EXTENSION)); // a GET's
    others.forEach(each -> collisions(each, handlers).forEach(problems::add));
    if (!problems.isEmpty()) {
      throw new DeploymentException(String.join("; ", problems));
    }
  }

  private static List<String> collisions(OtherRoute other, List<HandlerBuildItem> handlers) {
    List<String> problems = new ArrayList<>();
    for (HandlerBuildItem handler : handlers) {
      if (other.path().equals(handler.name())) {
        problems.add(
            ("POST /%s is the handler %s and %s; give the handler another name by @Named, or the"
                    + " other another path")
                .formatted(other.path(), handler.place(), other.place()));
      }
    }
    if (other.path().isEmpty() && !handlers.isEmpty()) {
      problems.add(
          "POST / is the default handler's and %s; give the other another path"
              .formatted(other.place()));
    }
    return problems;
  }

  private static String restPath() {
    return ConfigProvider.getConfig()
        .getOptionalValue("quarkus.rest.path", String.class)
        .orElse("");
  }

  private static OtherRoute ofExtension(String path, HttpRootPathBuildItem root) {
    String below =
        path.startsWith(root.getRootPath()) ? path.substring(root.getRootPath().length()) : path;
    return new OtherRoute(OtherRoute.trimmed(below), EXTENSION);
  }
}
