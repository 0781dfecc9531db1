/** Our relay as a process, and certificates for it and its parties. */
package io.frelay.testkit.relay;
