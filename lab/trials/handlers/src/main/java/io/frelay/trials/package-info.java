/** Handlers that show what they are given, or misbehave as handlers do. */
package io.frelay.trials;
