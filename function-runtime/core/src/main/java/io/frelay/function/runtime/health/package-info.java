/** Readiness, where the application has SmallRye Health. */
package io.frelay.function.runtime.health;
