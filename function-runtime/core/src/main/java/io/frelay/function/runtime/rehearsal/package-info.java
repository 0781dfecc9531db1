/** What makes the first invocation quick on a JVM. */
package io.frelay.function.runtime.rehearsal;
