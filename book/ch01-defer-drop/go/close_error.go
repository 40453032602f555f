package main

import (
	"bufio"
	"errors"
	"fmt"
)

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func save() error {
	w := bufio.NewWriter(fullDisk{})
	defer w.Flush() // its error goes nowhere
	_, err := w.WriteString("settings\n")
	return err
}

func saveAndSay() (err error) {
	w := bufio.NewWriter(fullDisk{})
	defer func() { err = errors.Join(err, w.Flush()) }()
	_, err = w.WriteString("settings\n")
	return err
}

func main() {
	fmt.Println("save:", save())
	fmt.Println("saveAndSay:", saveAndSay())
}
