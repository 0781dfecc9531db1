/** A page for people at {@code /q/frelay} of the management port, which only shows. */
package io.frelay.relay.console;
