/**
 * The client library in a Quarkus application, with handlers or without: {@code @Inject
 * FrelayClient} is a client of the application's party, with {@link
 * io.frelay.function.client.FrelayClientName} one of another.
 */
package io.frelay.function.client;
