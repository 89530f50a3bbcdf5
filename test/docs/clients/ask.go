// Shakes hands with a server on loopback, as an old client would where a highest version is named, and prints the error.
package main

import (
	"crypto/tls"
	"fmt"
	"os"
)

func main() {
	config := &tls.Config{ServerName: "localhost"}
	if len(os.Args) > 2 {
		config.MinVersion = tls.VersionTLS10
		config.MaxVersion = map[string]uint16{"TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12}[os.Args[2]]
		config.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}
	}
	connection, err := tls.Dial("tcp", "127.0.0.1:"+os.Args[1], config)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	connection.Close()
}
