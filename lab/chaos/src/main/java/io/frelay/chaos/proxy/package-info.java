/** A TCP proxy that breaks connections in every way, at a step of the protocol of choice. */
package io.frelay.chaos.proxy;
