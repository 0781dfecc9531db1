package io.frelay.function;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Facts about the invocation that runs: a request-scoped CDI bean, for a handler and for what it
 * calls.
 *
 * <pre>{@code
 * public class Greeting implements PeerHandler<Greeting.Input, Greeting.Output> {
 *   @Inject InvocationContext invocation;
 *
 *   public Output handle(Input input, Peers peers) throws IOException {
 *     LOG.infof("request %s", invocation.requestId().orElse("-"));
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>Only {@link #caller} is somebody's word other than the caller's own. Headers, attributes, the
 * request's id and the trace are whatever the caller has sent, unless the platform overwrites them;
 * never let them decide what a caller may do.
 *
 * <p>Each method throws {@link IllegalStateException} in a request scope without an invocation, and
 * what CDI throws where there is no request scope. On a thread that the handler starts itself the
 * scope has to be propagated, as anywhere in Quarkus.
 */
public interface InvocationContext {
  /** The handler's name; empty if it is called by a framework under none. */
  String handler();

  /** Tells this session from others of the same parties; may be empty. */
  String tag();

  /** The parties that the invocation meets. */
  List<String> peers();

  /** Time that the invocation may still take, as {@link Peers#remaining}. */
  Duration remaining();

  /**
   * The request's headers by their names in any case, each with its lines; of an event that came
   * otherwise than over HTTP, its attributes: those of a CloudEvent under the names that they have
   * over HTTP ({@code ce-type}), those of a message of a queue under their own. Of a direct
   * invocation on Lambda it is the custom part of the ClientContext. At most 64 KiB. Cannot be
   * changed.
   */
  Map<String, List<String>> headers();

  /** The first line of a header, by its name in any case. */
  default Optional<String> header(String name) {
    return headers().getOrDefault(name, List.of()).stream().findFirst();
  }

  /** Name of the invocation in the platform's own logs, as far as it says so. */
  Optional<String> requestId();

  /**
   * Caller, if the platform has made sure who it is and says so.
   *
   * <ul>
   *   <li>AWS Lambda: by the request context of a gateway or function URL (an authorizer, JWT or
   *       IAM), or the Cognito identity of a direct invocation. Who may invoke the function
   *       directly ({@code lambda:InvokeFunction}) can write any event: give that right to no one
   *       who may not be everyone.
   *   <li>Google, with {@code FRELAY_CALLER=google-iam}: by the bearer token, which Google's front
   *       has verified if the function is deployed with {@code --no-allow-unauthenticated}.
   *   <li>Azure, with {@code FRELAY_CALLER=azure-authentication}: by {@code x-ms-client-principal},
   *       which App Service Authentication sets, and takes away from outside requests, if it is on.
   *   <li>Code Engine and jobs: never.
   * </ul>
   *
   * <p>Elsewhere, or without the setting, an outside caller could write these headers itself, so
   * they are no identity.
   */
  Optional<Caller> caller();

  /** The trace that the caller goes by, as {@code traceparent} (W3C Trace Context), if it says. */
  Optional<String> traceParent();
}
