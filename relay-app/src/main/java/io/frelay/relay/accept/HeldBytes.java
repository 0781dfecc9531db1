package io.frelay.relay.accept;

import io.netty.buffer.ByteBuf;

/**
 * Bytes that came before the switch to raw and were not TLS's.
 *
 * @param bytes the raw bytes, perhaps behind late records of the outer TLS; whoever takes them
 *     releases them
 * @param inputEnded true if the end of the input has come behind them
 */
public record HeldBytes(ByteBuf bytes, boolean inputEnded) {}
