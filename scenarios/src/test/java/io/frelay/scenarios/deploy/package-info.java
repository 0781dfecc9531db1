/**
 * What is under {@code deploy/}: its scripts run against stand-ins for the clouds' CLIs, its
 * templates and units are checked with what this machine has.
 */
package io.frelay.scenarios.deploy;
