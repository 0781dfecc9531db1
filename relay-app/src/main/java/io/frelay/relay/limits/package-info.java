/** Beside the stages: how many of anything there may be, and who makes room for whom. */
package io.frelay.relay.limits;
