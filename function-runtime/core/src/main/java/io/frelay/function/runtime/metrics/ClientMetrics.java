package io.frelay.function.runtime.metrics;

import io.frelay.client.ConnectListener;
import io.frelay.client.FrelayException;
import io.frelay.client.SessionFacts;
import io.frelay.function.client.Clients;
import io.frelay.function.runtime.Failures;
import io.frelay.function.secrets.PartySource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Counts and times the sessions that injected clients set up. The labels are closed sets: the
 * clients of the configuration, and the error codes.
 */
@Singleton
class ClientMetrics implements Clients.Observer {
  /** Time that each session took to stand, by client. */
  static final String CONNECTS = "frelay.client.connects";

  /** Attempts that came to nothing, by client and error code. */
  static final String FAILURES = "frelay.client.failures";

  private final MeterRegistry registry;

  @Inject
  ClientMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public ConnectListener observe(String name, PartySource party) {
    String client = Clients.label(name);
    if (!name.equals(Clients.OWN)) {
      CredentialsMetrics.registerOfClient(registry, party, client);
    }
    ConnectListener.Result counted = counted(client);
    return (peer, tag) -> counted;
  }

  private ConnectListener.Result counted(String client) {
    return new ConnectListener.Result() {
      @Override
      public void connected(SessionFacts facts) {
        Timer.builder(CONNECTS)
            .tag("client", client)
            .register(registry)
            .record(facts.times().total());
      }

      @Override
      public void failed(FrelayException failure) {
        Counter.builder(FAILURES)
            .tag("client", client)
            .tag("reason", Failures.code(failure).wireName())
            .register(registry)
            .increment();
      }
    };
  }
}
