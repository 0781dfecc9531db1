package io.frelay.function.client;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an injected {@link io.frelay.client.FrelayClient} or {@link ReactiveClient}: the one that the
 * configuration has under {@code frelay.clients.NAME}.
 */
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface FrelayClientName {
  /** Name in the configuration, without full stops. */
  @Nonbinding
  String value();
}
