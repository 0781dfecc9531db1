package io.frelay.function.client;

import io.frelay.client.FrelayClient;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What is injected. The clients themselves live as long as the application. */
@Singleton
class ClientProducer {
  private final Clients clients;

  @Inject
  ClientProducer(Clients clients) {
    this.clients = clients;
  }

  @Produces
  @Dependent
  @DefaultBean
  FrelayClient own() {
    return clients.get(Clients.OWN);
  }

  @Produces
  @Dependent
  @FrelayClientName("")
  FrelayClient named(InjectionPoint point) {
    return clients.get(name(point));
  }

  @Produces
  @Dependent
  @DefaultBean
  ReactiveClient ownReactive() {
    return new ReactiveClient(own());
  }

  @Produces
  @Dependent
  @FrelayClientName("")
  ReactiveClient namedReactive(InjectionPoint point) {
    return new ReactiveClient(named(point));
  }

  private static String name(InjectionPoint point) {
    return point.getQualifiers().stream()
        .filter(FrelayClientName.class::isInstance)
        .map(each -> ((FrelayClientName) each).value())
        .findFirst()
        .orElseThrow();
  }
}
