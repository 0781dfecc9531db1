/**
 * Parts that benchmarks, chaos and other parts of the lab share: processes ({@code process}), our
 * relay and its certificates ({@code relay}), load generators ({@code load}), samples ({@code
 * stats}) and reports ({@code report}).
 */
package io.frelay.testkit;
