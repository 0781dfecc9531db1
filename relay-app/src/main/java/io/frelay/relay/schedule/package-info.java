/** Beside the stages: what is looked at every so often. */
package io.frelay.relay.schedule;
