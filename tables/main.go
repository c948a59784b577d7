// Writes the tables of Kubernetes' structs and Istio's messages, which the crates are built with.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A table: what it is called, the file it lies in, where it comes from, and what makes its text.
type table struct {
	name, file, origin string
	make               func() (string, error)
}

var tables = []table{
	{"kubernetes", "crates/kube-schema/src/schema/structs.txt", "the Go structs of Kubernetes", kubernetes},
	{"messages", "src/settings/proto/messages.txt", "the messages of istio.io/api, over its releases", messages},
	{"values", "src/settings/proto/values.txt", "the messages of an installation's values", values},
}

// errUnavailable says that what a table is made from cannot be had.
var errUnavailable = errors.New("cannot be had")

func main() {
	check := flag.Bool("check", false, "compare with what is committed instead of writing")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run . [-check] [TABLE...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	failed, unavailable := false, false
	for _, t := range tables {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), t.name) {
			continue
		}
		if err := t.run(*check); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", t.name, err)
			unavailable = unavailable || errors.Is(err, errUnavailable)
			failed = failed || !errors.Is(err, errUnavailable)
		}
	}
	switch {
	case failed:
		os.Exit(1)
	case unavailable:
		os.Exit(3)
	}
}

// run writes the table, or compares it with the one that is there.
func (t table) run(check bool) error {
	text, err := t.make()
	if err != nil {
		return err
	}
	text = "# Written by tables/ from " + t.origin + "; its README says what the lines mean.\n" + text
	path := filepath.Join("..", t.file)
	if !check {
		return os.WriteFile(path, []byte(text), 0o644)
	}
	committed, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return difference(t.file, string(committed), text)
}

// difference tells the first line in which two texts differ.
func difference(file, committed, made string) error {
	old, now := strings.Split(committed, "\n"), strings.Split(made, "\n")
	for i := range max(len(old), len(now)) {
		var a, b string
		if i < len(old) {
			a = old[i]
		}
		if i < len(now) {
			b = now[i]
		}
		if a != b {
			return fmt.Errorf("%s:%d: %q is committed, %q is made; run the generator", file, i+1, a, b)
		}
	}
	return nil
}
