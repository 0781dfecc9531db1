/** A Redis for tests and trials of several relays. */
package io.frelay.testkit.redis;
