package io.frelay.function;

/** Front of the function that is trusted to say who calls: {@code FRELAY_CALLER}. */
public enum CallerFront {
  /** Nothing, on Lambda neither. */
  NONE,
  /**
   * Google's own authentication: the function or service is deployed with {@code
   * --no-allow-unauthenticated}, so that no token comes through that Google has not verified.
   */
  GOOGLE_IAM,
  /**
   * App Service Authentication ("Easy Auth") on Azure: it is on, so that no {@code
   * x-ms-client-principal} comes through that it has not written.
   */
  AZURE_AUTHENTICATION
}
