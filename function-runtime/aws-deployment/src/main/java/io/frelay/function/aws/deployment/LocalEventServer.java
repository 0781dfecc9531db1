package io.frelay.function.aws.deployment;

import io.frelay.function.FunctionConfig;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaApi;
import io.quarkus.amazon.lambda.runtime.MockEventServer;
import io.quarkus.runtime.configuration.DurationConverter;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Lambda's runtime API in dev mode and in tests, with two things that Quarkus's own leaves out: it
 * tells the function the deadline of an invocation, as Lambda does, and listens on this machine
 * only.
 */
final class LocalEventServer extends MockEventServer {
  private static final String HOST = "localhost";

  private int port;

  @Override
  public void start(int port) {
    this.port = port;
    super.start(port);
  }

  /** Called when the server is there and does not listen yet. */
  @Override
  public void setupRoutes() {
    httpServer = local(httpServer);
    router.route(NEXT_INVOCATION).handler(this::tellDeadline);
    super.setupRoutes();
  }

  private void tellDeadline(RoutingContext context) {
    context.addHeadersEndHandler(
        sent ->
            context
                .response()
                .putHeader(
                    AmazonLambdaApi.LAMBDA_RUNTIME_DEADLINE_MS,
                    Long.toString(System.currentTimeMillis() + timeout().toMillis())));
    context.next();
  }

  /** Time that a function may take where no platform says it. */
  private static Duration timeout() {
    return ConfigProvider.getConfig()
        .getOptionalValue("frelay.timeout", String.class)
        .filter(text -> !text.isBlank())
        .map(LocalEventServer::duration)
        .orElseGet(() -> duration(FunctionConfig.TIMEOUT));
  }

  private static Duration duration(String text) {
    return DurationConverter.parseDuration(text);
  }

  /** The host can be given where a server begins to listen, and nowhere before. */
  private HttpServer local(HttpServer server) {
    return (HttpServer)
        Proxy.newProxyInstance(
            HttpServer.class.getClassLoader(),
            new Class<?>[] {HttpServer.class},
            (self, method, arguments) -> {
              Object result =
                  isListen(method) ? server.listen(port, HOST) : invoked(server, method, arguments);
              return result == server ? self : result;
            });
  }

  private static boolean isListen(Method method) {
    return method.getName().equals("listen") && method.getParameterCount() == 0;
  }

  private static Object invoked(HttpServer server, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
