package io.frelay.testkit.load;

import io.frelay.protocol.TlsRecord;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Hands the outer TLS on record by record (RFC 8446, 5.1), so that what follows the relay's
 * close_notify in the same read never gets into the TLS engine. Its removal hands the rest on.
 */
final class OuterRecords extends ByteToMessageDecoder {
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < TlsRecord.HEADER) {
      return;
    }
    int record = TlsRecord.HEADER + in.getUnsignedShort(in.readerIndex() + TlsRecord.LENGTH_AT);
    if (in.readableBytes() >= record) {
      out.add(in.readRetainedSlice(record));
    }
  }
}
