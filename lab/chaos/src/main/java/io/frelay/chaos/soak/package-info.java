/** Holds thousands of sessions for a long time and looks whether the relay stays as it was. */
package io.frelay.chaos.soak;
