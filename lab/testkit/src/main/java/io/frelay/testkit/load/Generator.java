package io.frelay.testkit.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The generator's program. It prints a port, takes one connection there, and answers each line of
 * it, a command, by one line of {@code name=value}. It ends with that connection.
 *
 * <pre>
 * meet COUNT AT_ONCE CONVERSATION       sessions, each closed after its conversation
 * hold COUNT AT_ONCE                    sessions that stay
 * wait COUNT AT_ONCE                    parties whose peers do not come
 * check MOST                            a byte and its answer through what is held
 * churn PER_SECOND SECONDS              sessions at a steady rate, each closed after a byte
 * users USERS PARTIES SECONDS CONVERSATION
 * handshakes COUNT AT_ONCE              mutual TLS with a server that then closes
 * herd COUNT CHURN TALKS                checked sessions; CHURN leave and come, TALKS talk in a second
 * herd-state                            what became of them so far
 * herd-end                              lets them end in good order
 * stampede COUNT                        sessions that come again when they are lost
 * stampede-state                        how many of them there are, and what they went through
 * echo PORT                             listens and sends back what comes
 * plain COUNT AT_ONCE                   plain connections that stay
 * close                                 all that is held
 * </pre>
 */
public final class Generator {
  private final List<LoopDriver> lanes = new ArrayList<>();
  private final List<Channel> plain = new ArrayList<>();
  private final EpollEventLoopGroup loops;
  private final SessionPool herd;
  private final ReconnectStorm stampede;
  private final int version;

  private Generator(EpollEventLoopGroup loops, PartyPool crowd, int version) {
    this.loops = loops;
    this.version = version;
    loops.forEach(loop -> lanes.add(new LoopDriver((EventLoop) loop, crowd)));
    herd = new SessionPool(lanes.get(0).loop(), crowd);
    stampede = new ReconnectStorm(lanes.get(0).loop(), crowd);
  }

  /**
   * Arguments: {@code HOST PORT,... VERSION LOOPS} and for each party its name, certificate and
   * key; a generator of plain connections has none.
   */
  public static void main(String[] arguments) throws Exception {
    List<InetSocketAddress> targets =
        Stream.of(arguments[1].split(",", -1))
            .map(port -> new InetSocketAddress(arguments[0], Integer.parseInt(port)))
            .toList();
    List<PartyPool.Party> parties = new ArrayList<>();
    for (int i = 4; i < arguments.length; i += 3) {
      PartyTls tls = new PartyTls(Path.of(arguments[i + 1]), Path.of(arguments[i + 2]));
      parties.add(new PartyPool.Party(arguments[i], tls));
    }
    int version = Integer.parseInt(arguments[2]);
    PartyPool crowd = new PartyPool(new LoadConnector(targets), parties, version);
    EpollEventLoopGroup loops = new EpollEventLoopGroup(Integer.parseInt(arguments[3]));
    Generator generator = new Generator(loops, crowd, version);
    try (ServerSocket control = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println("generator takes commands on port " + control.getLocalPort());
      try (Socket socket = control.accept()) {
        generator.serve(socket);
      }
    }
    System.exit(0); // without saying goodbye to each of the thousands
  }

  private void serve(Socket control) throws IOException {
    BufferedReader commands =
        new BufferedReader(
            new InputStreamReader(control.getInputStream(), StandardCharsets.US_ASCII));
    PrintStream answers =
        new PrintStream(control.getOutputStream(), true, StandardCharsets.US_ASCII);
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      long begun = System.nanoTime();
      String answer = answer(words);
      double seconds = (System.nanoTime() - begun) / 1e9;
      answers.println("seconds=" + seconds + " lost=" + lost() + " " + answer);
    }
  }

  private int lost() {
    return lanes.stream().mapToInt(LoopDriver::lost).sum();
  }

  private String answer(String[] words) {
    int number = words.length > 1 ? (int) Double.parseDouble(words[1]) : 0;
    int atOnce = words.length > 2 ? (int) Double.parseDouble(words[2]) : 0;
    int share = Math.max(1, atOnce / lanes.size());
    return switch (words[0]) {
      case "meet" ->
          all(
              number,
              (lane, n) -> lane.meet(n, share, false, Conversation.named(words[3], version)));
      case "hold" -> all(number, (lane, n) -> lane.meet(n, share, true, Conversation.BYTE));
      case "wait" -> all(number, (lane, n) -> lane.await(n, share));
      case "check" -> all(number, LoopDriver::check);
      case "churn" ->
          all(
              number,
              (lane, n) ->
                  lane.churn((double) number / lanes.size(), Double.parseDouble(words[2])));
      case "users" ->
          all(
              number,
              (lane, n) ->
                  lane.users(
                      n,
                      atOnce,
                      Double.parseDouble(words[3]),
                      Conversation.named(words[4], version)));
      case "handshakes" -> all(number, (lane, n) -> lane.handshakes(n, share));
      case "plain" -> all(number, (lane, n) -> lane.plain(n, share, plain));
      case "echo" -> echo(number);
      case "herd" ->
          onLoop(
              () -> herd.start(number, Double.parseDouble(words[2]), Double.parseDouble(words[3])),
              herd::text);
      case "herd-state" -> onLoop(() -> CompletableFuture.completedFuture(null), herd::text);
      case "herd-end" -> onLoop(herd::end, herd::text);
      case "stampede" -> onLoop(() -> stampede.start(number), stampede::text);
      case "stampede-state" ->
          onLoop(() -> CompletableFuture.completedFuture(null), stampede::text);
      case "close" -> close();
      default -> throw new IllegalArgumentException("no command " + words[0]);
    };
  }

  /** Does something on the first lane's loop, and says how things are when it is done. */
  private String onLoop(Supplier<CompletableFuture<Void>> work, Supplier<String> text) {
    return CompletableFuture.supplyAsync(work, lanes.get(0).loop())
        .thenCompose(done -> done)
        .thenApplyAsync(done -> text.get(), lanes.get(0).loop())
        .join();
  }

  private String all(int total, BiFunction<LoopDriver, Integer, CompletableFuture<Tally>> work) {
    List<CompletableFuture<Tally>> parts = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      LoopDriver lane = lanes.get(i);
      int share = total / lanes.size() + (i < total % lanes.size() ? 1 : 0);
      CompletableFuture<Tally> part = new CompletableFuture<>();
      lane.loop()
          .execute(
              () ->
                  work.apply(lane, share)
                      .whenComplete(
                          (tally, failure) -> {
                            if (failure == null) {
                              part.complete(tally);
                            } else {
                              part.completeExceptionally(failure);
                            }
                          }));
      parts.add(part);
    }
    Tally sum = new Tally();
    parts.forEach(part -> sum.add(part.join()));
    return sum.text();
  }

  private String echo(int port) {
    new ServerBootstrap()
        .group(loops)
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 4096)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new ChannelInboundHandlerAdapter() {
                          @Override
                          public void channelRead(ChannelHandlerContext ctx, Object message) {
                            ctx.writeAndFlush(message);
                          }
                        });
              }
            })
        .bind(InetAddress.getLoopbackAddress(), port)
        .syncUninterruptibly();
    return "done=0";
  }

  private String close() {
    List<CompletableFuture<Void>> parts =
        lanes.stream().map(lane -> CompletableFuture.runAsync(lane::close, lane.loop())).toList();
    parts.forEach(CompletableFuture::join);
    plain.forEach(Channel::close);
    plain.clear();
    return "done=0";
  }
}
