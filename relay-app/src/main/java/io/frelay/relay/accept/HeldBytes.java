package io.frelay.relay.accept;

import io.netty.buffer.ByteBuf;

/**
 * What had come before the switch to raw and was not TLS's.
 *
 * @param bytes the raw bytes, perhaps behind late records of the outer TLS; whoever takes them
 *     releases them
 * @param inputEnded whether the end of the input has come behind them
 */
public record HeldBytes(ByteBuf bytes, boolean inputEnded) {}
