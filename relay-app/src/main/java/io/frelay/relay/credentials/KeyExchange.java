package io.frelay.relay.credentials;

import io.frelay.relay.config.TlsGroup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The groups that the outer TLS agrees on keys by, of those that are wanted the ones that the
 * provider has. An operator's wish is met in full or not at all.
 */
@RegisterForReflection(targets = SSLParameters.class)
final class KeyExchange {
  private static final int P384_BITS = 384;
  private static final int P521_BITS = 521;

  /** There from Java 20 on; before, a system property says it for the whole process. */
  private static final Optional<Method> SET_GROUPS = setter();

  private static final String PROPERTY = "jdk.tls.namedGroups";

  private final List<TlsGroup> groups;

  private KeyExchange(List<TlsGroup> groups) {
    this.groups = groups;
  }

  /**
   * Those for a provider and the relay's key.
   *
   * @param wanted groups that the operator set; empty for the defaults
   * @throws IllegalArgumentException in one sentence, if the provider does not have what it asks
   *     for
   */
  static KeyExchange of(Optional<List<TlsGroup>> wanted, boolean isJdk, PublicKey relayKey) {
    Set<TlsGroup> known = isJdk ? knownToJdk() : Set.of(TlsGroup.values());
    wanted.ifPresent(
        groups ->
            groups.stream()
                .filter(group -> !known.contains(group))
                .findFirst()
                .ifPresent(
                    group -> {
                      throw new IllegalArgumentException(
                          "relay.tls-groups: the TLS of Java %s does not have %s; leave it out, or take BoringSSL"
                              .formatted(Runtime.version().feature(), group.label()));
                    }));
    // A TLS 1.2 party must know the group of the relay's own key as one that is used.
    Stream<TlsGroup> all =
        Stream.concat(wanted.orElse(TlsGroup.DEFAULTS).stream(), groupOf(relayKey).stream());
    return new KeyExchange(all.filter(known::contains).distinct().toList());
  }

  /** As BoringSSL takes them. */
  String[] forBoringSsl() {
    return groups.stream().map(TlsGroup::label).toArray(String[]::new);
  }

  /** Before the first handshake by the JDK's TLS. */
  void prepareJdk() {
    if (SET_GROUPS.isEmpty()) {
      System.setProperty(PROPERTY, String.join(",", jdkNames()));
    }
  }

  /** Sets those of an engine of the JDK's TLS, unless {@link #prepareJdk} has for all. */
  void applyTo(SSLEngine engine) {
    if (SET_GROUPS.isEmpty()) {
      return;
    }
    SSLParameters parameters = engine.getSSLParameters();
    try {
      SET_GROUPS.get().invoke(parameters, (Object) jdkNames());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public method of the JDK", e);
    }
    engine.setSSLParameters(parameters);
  }

  private String[] jdkNames() {
    return groups.stream().map(TlsGroup::jdkName).toArray(String[]::new);
  }

  /** Groups that the JDK reports, from Java 20 on; before, the elliptic curves. */
  private static Set<TlsGroup> knownToJdk() {
    Set<String> names = defaultsOfJdk();
    return Stream.of(TlsGroup.values())
        .filter(
            group ->
                names.isEmpty()
                    ? group != TlsGroup.X25519MLKEM768
                    : names.contains(group.jdkName()))
        .collect(Collectors.toSet());
  }

  private static Set<String> defaultsOfJdk() {
    try {
      Method getter = SSLParameters.class.getMethod("getNamedGroups");
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      String[] names = (String[]) getter.invoke(context.getSupportedSSLParameters());
      return names == null ? Set.of() : Set.of(names);
    } catch (ReflectiveOperationException e) {
      return Set.of(); // Java 17 to 19
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private static Optional<TlsGroup> groupOf(PublicKey key) {
    if (!(key instanceof ECPublicKey ec)) {
      return Optional.empty();
    }
    return switch (ec.getParams().getCurve().getField().getFieldSize()) {
      case P384_BITS -> Optional.of(TlsGroup.P384);
      case P521_BITS -> Optional.of(TlsGroup.P521);
      default -> Optional.empty();
    };
  }

  private static Optional<Method> setter() {
    try {
      return Optional.of(SSLParameters.class.getMethod("setNamedGroups", String[].class));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }
}
