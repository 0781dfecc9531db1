package io.frelay.function.runtime;

import io.frelay.client.NamedStream;
import io.frelay.client.PeerIdentity;
import io.frelay.client.SessionFacts;
import io.frelay.function.PeerStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** One of several streams to a peer, which ends with its link. */
final class NamedLinkStream implements PeerStream {
  private final PeerStream link;
  private final NamedStream named;
  private final WatchedStreams streams;

  NamedLinkStream(PeerStream link, NamedStream named, FirstFailure failure) {
    this.link = link;
    this.named = named;
    streams = new WatchedStreams(named.in(), named.out(), failure);
  }

  @Override
  public InputStream in() {
    return streams.in();
  }

  @Override
  public OutputStream out() {
    return streams.out();
  }

  @Override
  public void finish() throws IOException {
    streams.finish(named::shutdownOutput);
  }

  @Override
  public PeerIdentity peer() {
    return link.peer();
  }

  @Override
  public SessionFacts facts() {
    return link.facts();
  }
}
