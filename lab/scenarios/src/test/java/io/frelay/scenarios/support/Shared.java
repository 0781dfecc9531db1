package io.frelay.scenarios.support;

/**
 * One relay with default settings for all scenarios that do not need one of their own. Scenarios
 * tell their sessions apart by tags.
 */
public final class Shared {
  public static final Pki PKI = Pki.standard();

  private static RelayProcess relay;

  private Shared() {}

  public static synchronized RelayProcess relay() {
    if (relay == null) {
      relay = RelayProcess.start(PKI);
      Runtime.getRuntime().addShutdownHook(new Thread(relay::close));
    }
    return relay;
  }
}
