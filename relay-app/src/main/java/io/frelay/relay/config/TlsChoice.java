package io.frelay.relay.config;

import java.util.List;
import java.util.Optional;

/**
 * How the outer TLS is to be done.
 *
 * @param provider by whom
 * @param groups what keys are agreed on by, the first that a party has too; empty for {@link
 *     TlsGroup#DEFAULTS}, as far as the provider has them
 */
public record TlsChoice(TlsProvider provider, Optional<List<TlsGroup>> groups) {
  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException in one sentence that names the setting
   */
  public static TlsChoice of(RelayConfig config) {
    return new TlsChoice(config.tlsProvider(), config.tlsGroups().map(TlsGroup::parse));
  }
}
