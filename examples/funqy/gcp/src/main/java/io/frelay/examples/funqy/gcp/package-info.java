/** Funqy's functions for Google's events. */
package io.frelay.examples.funqy.gcp;
