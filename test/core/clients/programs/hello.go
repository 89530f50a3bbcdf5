// Shakes hands with a server on loopback, with Go's defaults, whatever its certificate.
package main

import (
	"crypto/tls"
	"os"
)

func main() {
	connection, err := tls.Dial("tcp", "localhost:"+os.Args[1], &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		os.Exit(1)
	}
	connection.Close()
}
