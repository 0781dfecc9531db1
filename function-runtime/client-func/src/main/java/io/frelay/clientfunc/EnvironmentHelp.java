package io.frelay.clientfunc;

/** Help on the environment variables of {@code client_func}. */
final class EnvironmentHelp {
  static final String TEXT =
      """
        RELAY        host:port of the relay; several separated by commas
        HTTPS_PROXY, ALL_PROXY, NO_PROXY
                     the proxy to reach it through: http://, https:// or
                     socks5://host:port
        PROXY_CA     PEM of the CA of an https:// proxy, or a path in PROXY_CA_FILE
        RELAY_CA     PEM of the CA that signs the relay's certificate
        RELAY_CERT   PEM of this party's certificate for the relay
        RELAY_KEY    PEM of its key
        USER_CA      PEM of the CA that signs the parties' certificates
        PARTY_CERT   PEM of this party's certificate for the peer
        PARTY_KEY    PEM of its key
        USER_CRL     PEM of USER_CA's revocation list; optional
                     each of these may be a path in NAME_FILE instead
        USER_CRL_OVERDUE
                     refuse: no session begins while USER_CRL is overdue
        CERTS        folder of fr-adm, used if no PEM but USER_CRL is set (default:
                     certs, if that folder exists and NAME is set)
        USER, NAME   user and party in that folder; ignored without a folder
        DEST         party to connect to
        TAG          distinguishes sessions of the same two parties (default: empty)
        TIMEOUT      time to wait for a session: 500ms, 30s, 2m, 1h, or plain
                     seconds (default: 30s)
        MODE         relay (default), or direct mutual TLS: client to TARGET,
                     server at TARGET
        TARGET       host:port for MODE (default: localhost:9000); a server with
                     port 0 takes a free port and prints it on stderr
        TEST         hello (default; with OPS decrypt), latency, throughput, signing
                     or decrypt
        CONN         sessions at once (default: 1; OPS is the same); session i of
                     several, and always of signing and decrypt, has the tag TAGi,
                     from 0
        BYTES        for throughput, per direction and session: 500k, 64m, 2g, in
                     powers of 1024 (default: 64m)
        ROUNDS       for latency: sessions in a row (default: 10)
                     for signing and decrypt: operations (default: 100)

      Examples:
        export RELAY=relay:6000 CERTS=certs USER=user1 NAME=0 DEST=1
        TEST=latency client_func
        tar c folder | client_func pipe --send     # here
        client_func pipe --receive | tar x         # there
        client_func listen 8080                    # here: connect to port 8080
        client_func forward localhost:80           # there: and reach this service
        client_func listen unix:/run/user/1000/db  # the same at a unix socket
        client_func mesh 0=11000 1=11001 2=11002   # programs that dial each other
      """;

  private EnvironmentHelp() {}
}
