package io.frelay.trials.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A resource of Quarkus REST. */
@Path("/")
public class RestLanding {
  @GET
  public String welcome() {
    return "welcome";
  }
}
