/**
 * The one owner of a connection's state, permits and timers, and the closed set of reasons a
 * connection can end with. Every stage works through it; it knows none of them.
 */
package io.frelay.relay.connection;
