/** What makes the first session of a process quick on a JVM. */
package io.frelay.client.internal.rehearsal;
