package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	if len(os.Args) == 1 {
		// A shell lowers its own limits, and becomes this program again.
		again := `ulimit -Sn 256; ulimit -Hn 512; exec "$0" again`
		run("sh", "-c", again, os.Args[0])
		return
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("started with soft 256, hard 512")
	fmt.Println("has          soft", limit.Cur, "hard", limit.Max)
	run("sh", "-c", `echo "its child has soft $(ulimit -Sn) hard $(ulimit -Hn)"`)
}

func run(name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		fmt.Println(err)
	}
}
