/**
 * A function behind the Azure Functions host: {@link io.frelay.function.azure.CustomHandler} speaks
 * its custom handler contract, {@link io.frelay.function.azure.HostEnvelope} reads what it sends.
 */
package io.frelay.function.azure;
