package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

func main() {
	bytes := make([]byte, 16)
	rand.Read(bytes)
	token := hex.EncodeToString(bytes)
	fmt.Println(len(token), "digits,", len(bytes)*8, "bits")
	// At least 128 bits as well, in base32.
	fmt.Println(len(rand.Text()), "letters")
}
