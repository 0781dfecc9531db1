/** The relay on this machine, with certificates that nobody else has and that go with it. */
package io.frelay.local;
