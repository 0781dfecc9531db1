/** The example handlers for those who write their functions with Quarkus Funqy. */
package io.frelay.examples.funqy;
