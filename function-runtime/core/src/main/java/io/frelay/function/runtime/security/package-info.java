/**
 * Checks who may call a handler, where the application has Quarkus's security: its annotations are
 * heeded before any secret is read, by the identity that Quarkus has made of an HTTP request, or
 * else that of the {@link io.frelay.function.Caller} that the platform names.
 */
package io.frelay.function.runtime.security;
