// The cases of interop/run, for any client of Go: cases LIBRARY cases|drain URL
//
// Prints one JSON object a line: {"case", "ok", "saw"}; "ok" null: the library cannot do that.
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// A socket is what the cases need of a connection; ping and fragments are nil where a client cannot.
type socket struct {
	send      func(data []byte, text bool) error
	close     func(code int, reason string) error
	protocol  string
	ping      func() error
	fragments func(count int) error
}

// A sink takes what a connection receives; how is what the library itself shows.
type sink struct {
	message func(data []byte)
	closed  func(code int, how string)
}

type open func(url string, protocols []string, to sink) (*socket, error)

type end struct {
	code int
	how  string
}

type client struct {
	*socket
	messages chan string
	ends     chan end
}

var errNotOffered = errors.New("not offered")

func connect(path string, protocols ...string) (*client, error) {
	c := &client{messages: make(chan string, 1000), ends: make(chan end, 10)}
	made, err := libraries[os.Args[1]](os.Args[3]+path, protocols, sink{
		message: func(data []byte) { c.messages <- string(data) },
		closed:  func(code int, how string) { c.ends <- end{code, how} },
	})
	c.socket = made
	return c, err
}

func (c *client) next() (string, error) {
	select {
	case message := <-c.messages:
		return message, nil
	case <-time.After(10 * time.Second):
		return "", errors.New("no message in 10 s")
	}
}

func (c *client) closed(seconds int) (end, error) {
	select {
	case found := <-c.ends:
		return found, nil
	case <-time.After(time.Duration(seconds) * time.Second):
		return end{}, fmt.Errorf("no close in %d s", seconds)
	}
}

func id() string {
	bytes := make([]byte, 8)
	rand.Read(bytes)
	return hex.EncodeToString(bytes)
}

func room() string { return "/room/" + id() }

func report(name string, ok any, saw string) {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.Encode(map[string]any{"case": name, "ok": ok, "saw": saw})
}

func run(name string, action func() (bool, string, error)) {
	ok, saw, err := action()
	switch {
	case errors.Is(err, errNotOffered):
		report(name, nil, "")
	case err != nil:
		report(name, false, err.Error())
	default:
		report(name, ok, saw)
	}
}

func echo(data string, text bool) (bool, string, error) {
	c, err := connect(room())
	if err != nil {
		return false, "", err
	}
	if err := c.send([]byte(data), text); err != nil {
		return false, "", err
	}
	got, err := c.next()
	c.close(1000, "")
	return got == data, "", err
}

func closeSeen(path string, expected int, provoke func(*client) error) (bool, string, error) {
	c, err := connect(path)
	if err != nil {
		return false, "", err
	}
	if err := provoke(c); errors.Is(err, errNotOffered) {
		return false, "", err
	}
	found, err := c.closed(15)
	return found.code == expected, found.how, err
}

func broadcast() (bool, string, error) {
	path := room()
	one, err := connect(path)
	if err != nil {
		return false, "", err
	}
	two, err := connect(path)
	if err != nil {
		return false, "", err
	}
	one.send([]byte("to all"), true)
	got, err := two.next()
	one.close(1000, "")
	two.close(1000, "")
	return got == "to all", "", err
}

func burst() (bool, string, error) {
	path := room()
	listener, err := connect(path)
	if err != nil {
		return false, "", err
	}
	sender, err := connect(path)
	if err != nil {
		return false, "", err
	}
	for i := range 200 {
		sender.send([]byte(fmt.Sprint("m", i)), true)
	}
	sender.close(1000, "")
	count := 0
	for count < 200 {
		if got, err := listener.next(); err != nil || got != fmt.Sprint("m", count) {
			break
		}
		count++
	}
	listener.close(1000, "")
	return count == 200, fmt.Sprint(count, " of 200"), nil
}

func main() {
	if os.Args[2] == "drain" {
		run("1012", func() (bool, string, error) {
			c, err := connect(room())
			if err != nil {
				return false, "", err
			}
			fmt.Println("open")
			found, err := c.closed(120)
			return found.code == 1012, found.how, err
		})
		return
	}
	run("text", func() (bool, string, error) { return echo("hello", true) })
	run("utf8", func() (bool, string, error) { return echo("Grüße, 世界 🌍 \x00 \U0010ffff", true) })
	run("binary", func() (bool, string, error) { return echo("\x00\x01\x7f\x80\xff", false) })
	run("60 KB", func() (bool, string, error) { return echo(strings.Repeat("x", 60*1024), true) })
	run("broadcast", broadcast)
	run("subprotocol", func() (bool, string, error) {
		c, err := connect(room(), "other", "v2.chat", "v1.chat")
		if err != nil {
			return false, "", err
		}
		c.close(1000, "")
		return c.protocol == "v2.chat", c.protocol, nil
	})
	run("ping", func() (bool, string, error) {
		c, err := connect(room())
		if err != nil {
			return false, "", err
		}
		if c.ping == nil {
			return false, "", errNotOffered
		}
		err = c.ping()
		c.close(1000, "")
		return true, "", err
	})
	run("1003", func() (bool, string, error) {
		return closeSeen("/text/"+id(), 1003, func(c *client) error { return c.send([]byte{1}, false) })
	})
	run("1008", func() (bool, string, error) {
		return closeSeen(room(), 1008, func(c *client) error {
			if c.fragments == nil {
				return errNotOffered
			}
			return c.fragments(65)
		})
	})
	run("1009", func() (bool, string, error) {
		return closeSeen(room(), 1009, func(c *client) error { return c.send([]byte(strings.Repeat("x", 65_537)), true) })
	})
	run("1013", func() (bool, string, error) {
		return closeSeen("/nobody", 1013, func(c *client) error { return c.send([]byte("anybody?"), true) })
	})
	run("own 1000", func() (bool, string, error) {
		c, err := connect(room())
		if err != nil {
			return false, "", err
		}
		c.close(1000, "bye "+os.Args[1])
		found, err := c.closed(15)
		return true, found.how, err // interop/run asks the gateway's log whether it heard the code
	})
	run("burst", burst)
}
