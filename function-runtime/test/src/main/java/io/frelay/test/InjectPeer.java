package io.frelay.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a parameter or field of a {@link FrelayTest}: a party. What it is depends on its type.
 *
 * <ul>
 *   <li>{@link TestPeer}: a party that does what the test tells it, at the other end of whatever is
 *       under test.
 *   <li>{@link io.frelay.client.PeerConnection}: this party's end of a session with {@link #with},
 *       which stands already. The other end is there for whoever asks for that party, with this one
 *       in {@code with}. Not in a {@code @QuarkusTest}, whose application comes only when it is
 *       called.
 *   <li>{@link io.frelay.client.FrelayClient}: a client with the party's credentials.
 * </ul>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.FIELD})
public @interface InjectPeer {
  /** Name of the party. */
  String value();

  /** Party that it meets: unless it is said, 1 for party 0, and 0 for all others. */
  String with() default "";
}
