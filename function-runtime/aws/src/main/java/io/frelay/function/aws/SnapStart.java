package io.frelay.function.aws;

import io.frelay.function.runtime.rehearsal.RehearsalRecorder;
import io.frelay.function.secrets.PartySource;
import io.frelay.function.secrets.SecretsException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jboss.logging.Logger;

/**
 * Fetches the secrets once a snapshot of the function has been restored, so that the first
 * invocation has them. The snapshot itself, from which all instances come, holds none: nothing
 * reads them earlier.
 *
 * <p>Lambda's own list of resources is weak; the container holds this one.
 */
@Singleton
class SnapStart implements Resource {
  private static final Logger LOG = Logger.getLogger(SnapStart.class);

  private final PartySource party;

  @Inject
  SnapStart(PartySource party) {
    this.party = party;
  }

  void register(@Observes StartupEvent started) {
    if ("snap-start".equals(System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
      Core.getGlobalContext().register(this);
    }
  }

  /** Nothing is open and nothing is known yet. */
  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) throws InterruptedException {
    RehearsalRecorder.await();
  }

  /** Never fails: Lambda would hide why. The invocation that comes tries again, and says it. */
  @Override
  public void afterRestore(Context<? extends Resource> context) {
    try {
      var unused = party.current();
    } catch (SecretsException e) {
      LOG.warnf(
          "no secrets after the restore, the first invocation will ask again: %s", e.getMessage());
    }
  }
}
