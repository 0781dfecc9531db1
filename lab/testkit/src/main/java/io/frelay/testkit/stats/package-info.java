/** From samples to what can be said about them. */
package io.frelay.testkit.stats;
