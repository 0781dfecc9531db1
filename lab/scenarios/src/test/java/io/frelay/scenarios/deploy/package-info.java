/**
 * Tests of {@code deploy/}: its scripts run against stand-ins for the clouds' CLIs, its templates
 * and units are checked with the tools of this machine.
 */
package io.frelay.scenarios.deploy;
