/**
 * Fourth stage: two matched connections go from TLS to raw bytes and become one {@link
 * io.frelay.relay.splice.Session}, which carries bytes, back-pressure and half-close in both
 * directions until both are through.
 */
package io.frelay.relay.splice;
