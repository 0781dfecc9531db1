// Says what Go's crypto/tls does about the groups that TLS agrees on keys by: "hello" prints its
// ClientHello in base64; "agree ID..." makes a handshake with RELAY that offers these groups, or
// those that Go offers by itself if there are none, and prints the one that was agreed on.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

func must(err error, step string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", step, err)
		os.Exit(1)
	}
}

func hello() {
	ours, theirs := net.Pipe()
	go tls.Client(ours, &tls.Config{ServerName: "1"}).Handshake()
	bytes := make([]byte, 20_000)
	count, err := theirs.Read(bytes)
	must(err, "hello")
	fmt.Println(base64.StdEncoding.EncodeToString(bytes[:count]))
}

func agree(groups []string) {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(os.Getenv("RELAY_CA")))
	pair, err := tls.X509KeyPair([]byte(os.Getenv("RELAY_CERT")), []byte(os.Getenv("RELAY_KEY")))
	must(err, "certificate")
	config := &tls.Config{ServerName: "frelay", RootCAs: roots, Certificates: []tls.Certificate{pair}}
	for _, group := range groups {
		id, err := strconv.Atoi(group)
		must(err, "group")
		config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(id))
	}
	raw, err := net.Dial("tcp", os.Getenv("RELAY"))
	must(err, "relay")
	must(raw.SetDeadline(time.Now().Add(20*time.Second)), "deadline")
	connection := tls.Client(raw, config)
	must(connection.Handshake(), "handshake")
	fmt.Println(int(connection.ConnectionState().CurveID))
}

func main() {
	if os.Args[1] == "hello" {
		hello()
	} else {
		agree(os.Args[2:])
	}
}
