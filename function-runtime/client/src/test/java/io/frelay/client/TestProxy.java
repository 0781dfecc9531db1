package io.frelay.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A proxy that speaks HTTP CONNECT and SOCKS5, by the first byte that comes. Whatever it is told to
 * connect to, it connects to one address: only it knows where the names lead.
 */
public final class TestProxy implements Closeable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final RelayAddress target;
  private final Optional<String> login;
  private final Optional<SSLContext> tls;
  private volatile byte[] otherAnswer;

  /**
   * @param login name, colon and password, if it wants them
   */
  public TestProxy(RelayAddress target, Optional<String> login) throws IOException {
    this(target, login, Optional.empty());
  }

  /** The same inside TLS. */
  TestProxy(RelayAddress target, Optional<String> login, Optional<SSLContext> tls)
      throws IOException {
    this.target = target;
    this.login = login;
    this.tls = tls;
    threads.execute(this::acceptAll);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Targets that it was told to connect to, in order. */
  public List<String> asked() {
    return asked;
  }

  /** From now on whatever comes gets this, and the connection stays open. */
  void answer(String text) {
    otherAnswer = text.getBytes(ISO_8859_1);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket connection) {
    try (connection;
        Socket client = tls.isPresent() ? secured(connection, tls.get()) : connection) {
      client.setSoTimeout(20_000);
      DataInputStream in = new DataInputStream(client.getInputStream());
      int first = in.readUnsignedByte();
      if (otherAnswer != null) {
        client.getOutputStream().write(otherAnswer);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } else if (first == 5 ? socks(in, client.getOutputStream()) : http(first, client, in)) {
        join(client);
      }
    } catch (IOException e) {
      // A connection that ends.
    }
  }

  private static Socket secured(Socket connection, SSLContext tls) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory().createSocket(connection, null, connection.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  private boolean http(int first, Socket client, DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder().append((char) first);
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    String expected =
        login.map(each -> Base64.getEncoder().encodeToString(each.getBytes(UTF_8))).orElse("");
    boolean known =
        login.isEmpty() || head.indexOf("\r\nProxy-Authorization: Basic " + expected + "\r\n") > 0;
    asked.add(head.substring("CONNECT ".length(), head.indexOf(" HTTP/1.1\r\n")));
    String answer =
        known
            ? "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"
            : "HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Basic\r\n\r\n";
    client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    return known;
  }

  private boolean socks(DataInputStream in, OutputStream out) throws IOException {
    List<Byte> methods = new CopyOnWriteArrayList<>();
    for (byte each : in.readNBytes(in.readUnsignedByte())) {
      methods.add(each);
    }
    byte method = (byte) (login.isEmpty() ? 0 : methods.contains((byte) 2) ? 2 : 0xff);
    out.write(new byte[] {5, method});
    if (method == 2) {
      in.readUnsignedByte();
      String given = text(in) + ":" + text(in);
      boolean known = given.equals(login.get());
      out.write(new byte[] {1, (byte) (known ? 0 : 1)});
      if (!known) {
        return false;
      }
    } else if (method != 0) {
      return false;
    }
    in.readNBytes(3);
    int type = in.readUnsignedByte();
    String host =
        type == 3
            ? text(in)
            : InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16)).getHostAddress();
    asked.add(host + ":" + in.readUnsignedShort());
    out.write(new byte[] {5, 0, 0, 3, 2, 'm', 'e', 0, 1});
    return true;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), UTF_8);
  }

  private void join(Socket client) throws IOException {
    try (Socket onward = new Socket(target.host(), target.port())) {
      client.setSoTimeout(0);
      threads.execute(() -> pump(onward, client));
      pump(client, onward);
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The other direction ends as well then.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
