// A version 1 party as a Go programmer writes it: crypto/tls, which reads ahead, and encoding/json.
// It takes the usual environment, meets DEST under TAG, exchanges one line with it and prints the
// peer's. Exit code 0 means that the whole exchange went through. With TEST it does what the original
// client_func does.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

func must(err error, step string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", step, err)
		os.Exit(1)
	}
}

func pool(name string) *x509.CertPool {
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM([]byte(os.Getenv(name))) {
		must(fmt.Errorf("no certificate"), name)
	}
	return p
}

func pair(cert, key string) []tls.Certificate {
	c, err := tls.X509KeyPair([]byte(os.Getenv(cert)), []byte(os.Getenv(key)))
	must(err, cert)
	return []tls.Certificate{c}
}

// A session that has come about.
type session struct {
	outer, inner *tls.Conn
	mode         int
}

func meet(tag string) session {
	raw, err := net.Dial("tcp", os.Getenv("RELAY"))
	must(err, "relay")
	must(raw.SetDeadline(time.Now().Add(20*time.Second)), "deadline")

	outer := tls.Client(raw, &tls.Config{
		ServerName:   "frelay",
		RootCAs:      pool("RELAY_CA"),
		Certificates: pair("RELAY_CERT", "RELAY_KEY"),
	})
	dest := os.Getenv("DEST")
	must(json.NewEncoder(outer).Encode(struct{ DestParty, Tag string }{dest, tag}), "request")
	var ready struct{ Mode int }
	must(json.NewDecoder(outer).Decode(&ready), "ready")
	if _, err := outer.Read(make([]byte, 1)); err != io.EOF {
		must(fmt.Errorf("%v instead of close_notify", err), "switch")
	}

	config := &tls.Config{
		ServerName:   dest,
		RootCAs:      pool("USER_CA"),
		ClientCAs:    pool("USER_CA"),
		ClientAuth:   tls.RequireAndVerifyClientCert,
		Certificates: pair("PARTY_CERT", "PARTY_KEY"),
	}
	var inner *tls.Conn
	if ready.Mode == 1 {
		inner = tls.Server(raw, config)
	} else {
		inner = tls.Client(raw, config)
	}
	must(inner.Handshake(), fmt.Sprintf("end-to-end TLS in mode %d", ready.Mode))
	must(inner.ConnectionState().PeerCertificates[0].VerifyHostname(dest), "peer")
	return session{outer, inner, ready.Mode}
}

func hello() {
	inner := meet(os.Getenv("TAG")).inner
	_, err := fmt.Fprintf(inner, "hello %s\n", os.Getenv("DEST"))
	must(err, "send")
	line, err := bufio.NewReader(inner).ReadString('\n')
	must(err, "receive")
	fmt.Print(line)
	must(inner.CloseWrite(), "close")
}

func main() {
	switch os.Getenv("TEST") {
	case "latency":
		latency()
	case "signing":
		play(1)
	case "decrypt":
		play(450)
	default:
		hello()
	}
}
