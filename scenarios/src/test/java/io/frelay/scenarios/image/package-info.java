/**
 * What a native image of a function would keep from the machine that builds it, found in the
 * bytecode: no native compiler is needed to learn that one would refuse it.
 */
package io.frelay.scenarios.image;
