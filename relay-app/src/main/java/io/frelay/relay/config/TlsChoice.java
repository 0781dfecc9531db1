package io.frelay.relay.config;

import java.util.List;
import java.util.Optional;

/**
 * Choice of TLS library and key exchange for the outer TLS.
 *
 * @param provider TLS library
 * @param groups key-exchange groups in order of preference; empty for {@link TlsGroup#DEFAULTS}, as
 *     far as the provider has them
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
