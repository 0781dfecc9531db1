/** All meters and the form of log lines, each in one place; any stage may report here. */
package io.frelay.relay.observe;
