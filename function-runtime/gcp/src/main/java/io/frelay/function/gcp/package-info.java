/**
 * The ways into a function on Google Cloud Functions: {@link io.frelay.function.gcp.HttpEntryPoint}
 * takes requests that are answered, {@link io.frelay.function.gcp.EventEntryPoint} takes events
 * that are not.
 *
 * <p>Both are in every deployment; its entry point says which one is used: {@code
 * io.quarkus.gcp.functions.QuarkusHttpFunction} or {@code
 * io.quarkus.gcp.functions.QuarkusCloudEventsFunction}. An application that has functions of its
 * own besides chooses by {@code quarkus.google-cloud-functions.function}: {@code frelay-http} and
 * {@code frelay-events} are these.
 */
package io.frelay.function.gcp;
