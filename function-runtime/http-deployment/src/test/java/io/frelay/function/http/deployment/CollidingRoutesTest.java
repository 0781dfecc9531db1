package io.frelay.function.http.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.vertx.web.Route;
import io.quarkus.vertx.web.RouteBase;
import jakarta.inject.Named;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A path that is a handler's and another route's fails the build, with both places. */
class CollidingRoutesTest {
  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .overrideConfigKey("quarkus.smallrye-health.root-path", "/healthy")
          .assertException(CollidingRoutesTest::assertCollisions);

  static class Greeting implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) {
      return input;
    }
  }

  static class Echo extends Greeting {}

  @Named("echo-all")
  static class All extends Greeting {}

  static class Healthy extends Greeting {}

  static class Read extends Greeting {}

  @Path("/greeting/")
  public static class Resource {
    @POST
    public String post() {
      return "";
    }
  }

  @Path("")
  public static class Root {
    @POST
    public String post() {
      return "";
    }

    @GET
    @Path("read")
    public String read() {
      return "";
    }
  }

  @RouteBase(path = "/")
  static class Routes {
    @Route(path = "echo")
    String echoed() {
      return "";
    }

    @Route(methods = Route.HttpMethod.POST)
    String echoAll() {
      return "";
    }
  }

  private static void assertCollisions(Throwable failure) {
    assertThat(failure)
        .hasStackTraceContaining("POST /greeting is the handler ")
        .hasStackTraceContaining("$Greeting and ")
        .hasStackTraceContaining("$Resource.post(); give the handler another name by @Named")
        .hasStackTraceContaining("POST / is the default handler's and ")
        .hasStackTraceContaining("$Root.post()")
        .hasStackTraceContaining("POST /echo is the handler ")
        .hasStackTraceContaining("POST /echo-all is the handler ")
        .hasStackTraceContaining("POST /healthy is the handler ");
    assertThat(failure.toString()).doesNotContain("POST /read ");
  }

  @Test
  void isNotBuilt() {
    fail("the application was built");
  }
}
