/** Processes that are measured: started, waited for, read from {@code /proc}, and always ended. */
package io.frelay.testkit.process;
