package io.frelay.scenarios.functions.support;

import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Map;

/** A caller of functions. */
public final class Http {
  private Http() {}

  /** A request that gives up when nothing comes for so long. */
  public static RequestSpecification request(Duration limit) {
    return RestAssured.given()
        .config(
            RestAssuredConfig.config()
                .httpClient(
                    HttpClientConfig.httpClientConfig()
                        .setParam("http.connection.timeout", (int) limit.toMillis())
                        .setParam("http.socket.timeout", (int) limit.toMillis())));
  }

  public static Answer post(String url, Map<String, String> headers, String json, Duration limit) {
    return answer(
        request(limit).headers(headers).contentType(ContentType.JSON).body(json).post(url));
  }

  public static Answer answer(Response response) {
    return new Answer(response.statusCode(), response.asString());
  }
}
