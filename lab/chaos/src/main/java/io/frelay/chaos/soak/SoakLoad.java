package io.frelay.chaos.soak;

/**
 * Load on the relay.
 *
 * @param sessions at the same time
 * @param churn how many leave, and come, each second
 * @param talks exchanges each second, all sessions together
 * @param clients sessions of the client library besides
 */
record SoakLoad(int sessions, double churn, double talks, int clients) {}
