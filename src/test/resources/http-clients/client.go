// Prints "got DATA" for each event of URL, reconnects, and posts each line of its input until it is
// accepted: "sent LINE".
package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

const pause = 200 * time.Millisecond

func receive(url string) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return
	}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if data, found := strings.CutPrefix(lines.Text(), "data: "); found {
			fmt.Println("got " + data)
		}
	}
}

func send(url, text string) {
	for {
		response, err := http.Post(url, "text/plain", strings.NewReader(text))
		if err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			switch response.StatusCode {
			case http.StatusNoContent:
				fmt.Println("sent " + text)
				return
			case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable:
			default:
				fmt.Println("refused", text, response.StatusCode)
			}
		}
		time.Sleep(pause)
	}
}

func main() {
	url := os.Args[1]
	go func() {
		for {
			receive(url)
			time.Sleep(pause)
		}
	}()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		send(url, lines.Text())
	}
}
