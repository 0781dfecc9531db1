package io.frelay.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@link PeerHandler}: its connections outlive the invocation and serve the next one with the
 * same peer and tag, which saves meeting at the relay again and two TLS handshakes.
 *
 * <p>Nothing changes for the handler. Each invocation has streams of its own that begin empty; what
 * an earlier one has left unread is dropped, and both ends are sure that the other is there before
 * a stream is handed out. It takes two: a peer whose handler does not ask for it is met as always.
 * An invocation that fails keeps nothing.
 *
 * <p>Streams survive the loss of their connection as they do otherwise, and so does a connection
 * between two invocations.
 *
 * <p>A handler that is kept warm should read what its peer sends, to its end: a peer that still
 * writes more than 1 MiB after the invocation loses the connection.
 *
 * <p>Durations are as in Quarkus's configuration: {@code 60s}, {@code 500ms}, {@code PT1M}, or a
 * number of seconds.
 */
@Documented
@Inherited // so that a CDI proxy has it too
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KeepWarm {
  /** Time that a connection may be idle. Time that the instance spent frozen counts. */
  String idle() default "60s";

  /**
   * Time to wait on a warm connection for the peer's next invocation before the two meet at the
   * relay instead; at most 30 s. It is lost whenever that invocation runs on another instance.
   */
  String patience() default "1s";
}
