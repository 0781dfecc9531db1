package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.support.TemporaryFolder;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The functions of Funqy as an HTTP server, on a free port. */
public final class FunqyServer implements CloudFunction {
  private final FunctionProcess server;
  private final int port;

  private FunqyServer(FunctionProcess server) {
    this.server = server;
    port = server.awaitPort();
  }

  public static FunqyServer start(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PORT", "0");
    return new FunqyServer(
        FunctionProcess.start(
            FunctionProcess.java("funqy/http"), TemporaryFolder.create("funqy"), all));
  }

  /** Calls the function {@code overlap}. */
  @Override
  public Answer invoke(String json, Duration limit) {
    return Http.answer(request().body(json).post("/overlap"));
  }

  /** A request, for a test to complete. */
  public RequestSpecification request() {
    return RestAssured.given()
        .baseUri("http://127.0.0.1")
        .port(port)
        .contentType("application/json");
  }

  @Override
  public FunctionProcess running() {
    return server;
  }
}
