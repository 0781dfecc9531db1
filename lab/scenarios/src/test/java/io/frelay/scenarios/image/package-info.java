/**
 * Finds in the bytecode what a native image of a function would keep from the machine that builds
 * it. No native compiler is needed to learn that one would refuse it.
 */
package io.frelay.scenarios.image;
