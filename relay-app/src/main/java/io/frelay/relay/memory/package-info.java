/** Beside the stages: memory that is no longer needed goes back to the system. */
package io.frelay.relay.memory;
