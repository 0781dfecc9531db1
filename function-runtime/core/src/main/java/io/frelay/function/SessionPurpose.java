package io.frelay.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@link PeerHandler}: what its sessions are for, where that is not its own name. Both ends of
 * a session confirm it to each other, so that two handlers that were called with the same tag by
 * mistake do not take each other's data for their own. Handlers that are made to meet one another,
 * such as {@code aggregate} and {@code train}, say the same here.
 */
@Documented
@Inherited // so that a CDI proxy has it too
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SessionPurpose {
  /** The same at both ends; empty to meet any. */
  String value();
}
