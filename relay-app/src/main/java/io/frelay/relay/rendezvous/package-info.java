/**
 * Third stage: a party waits for its peer, or finds it waiting; it expires, is taken over by its
 * own newer connection, or is matched.
 */
package io.frelay.relay.rendezvous;
