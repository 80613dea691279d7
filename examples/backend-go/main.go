// A backend of a chat in Go: receives what clients write as webhooks, publishes it, and counts who is
// online. Uses only the standard library.
//
// Environment: GATEWAY_API (http://localhost:8081), LISTEN (127.0.0.1:9000). The files api.key and
// hook.secret are in the working directory.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	mostBytes = 1 << 20 // of a webhook
	mostAge   = 5 * time.Minute
)

// errRefused is an answer 4xx of the gateway, 429 for example.
var errRefused = errors.New("refused")

// backend is what the handlers share.
type backend struct {
	api    string
	key    string
	secret []byte
	client *http.Client

	mutex  sync.Mutex
	online map[string]string // the boot of the node by client
}

// event has the fields of the gateway's events that this backend uses.
type event struct {
	Event    string `json:"event"`
	Client   string `json:"client"`
	Boot     string `json:"boot"`
	LostBoot string `json:"lostBoot"`
}

// chat is a message of the chat.
type chat struct {
	From string `json:"from"`
	Text string `json:"text"`
}

// verified lets only calls pass that the gateway has signed, as Standard Webhooks says: an HMAC of the
// id, the time and the body. Calls that are too old may have been recorded by somebody.
func (b *backend) verified(next func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "only POST", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
		if err != nil {
			http.Error(w, "the body is too large or incomplete", http.StatusRequestEntityTooLarge)
			return
		}
		if err := b.check(r.Header, body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest) // a 401 would say that the client needs new credentials
			return
		}
		next(w, r, body)
	}
}

func (b *backend) check(header http.Header, body []byte) error {
	id, at := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || id == "" {
		return errors.New("webhook-id or webhook-timestamp is missing")
	}
	if age := time.Since(time.Unix(seconds, 0)); age > mostAge || age < -mostAge {
		return errors.New("webhook-timestamp is too far from the present")
	}
	mac := hmac.New(sha256.New, b.secret)
	fmt.Fprintf(mac, "%s.%s.", id, at)
	mac.Write(body)
	expected := mac.Sum(nil)
	// There may be several: while the secret changes, one for each.
	for _, signature := range strings.Fields(header.Get("webhook-signature")) {
		given, found := strings.CutPrefix(signature, "v1,")
		if decoded, err := base64.StdEncoding.DecodeString(given); found && err == nil && hmac.Equal(decoded, expected) {
			return nil
		}
	}
	return errors.New("webhook-signature is not valid")
}

// inbound takes a message of a client. What it answers goes to this client alone.
func (b *backend) inbound(w http.ResponseWriter, r *http.Request, body []byte) {
	var message chat
	if json.Unmarshal(body, &message) != nil || message.From == "" || message.Text == "" || len(message.Text) > 500 {
		http.Error(w, "a message has from and text, of at most 500 bytes", http.StatusUnprocessableEntity)
		return
	}
	if message.Text == "/online" {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(chat{"Go", fmt.Sprintf("%d online", b.count())})
		return
	}
	channel, err := url.PathUnescape(r.Header.Get("X-Gateway-Channel"))
	if err == nil {
		err = b.publish(channel, message)
	}
	if err != nil {
		log.Print(err)
		status := http.StatusServiceUnavailable // nobody's messages can be published: the gateway calls less
		if errors.Is(err, errRefused) {
			status = http.StatusUnprocessableEntity // only this one
		}
		http.Error(w, "the message could not be published", status)
		return
	}
	w.WriteHeader(http.StatusNoContent) // nothing for the sender: it receives its message like everybody else
}

// events takes a batch of events. A batch may arrive twice: setting or deleting twice does no harm.
func (b *backend) events(w http.ResponseWriter, _ *http.Request, body []byte) {
	var batch []event
	if err := json.Unmarshal(body, &batch); err != nil {
		http.Error(w, "not a list of events", http.StatusUnprocessableEntity)
		return
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for _, e := range batch {
		switch e.Event {
		case "connected":
			b.online[e.Client] = e.Boot
		case "disconnected":
			delete(b.online, e.Client)
		case "nodeLost":
			for client, boot := range b.online {
				if boot == e.LostBoot {
					delete(b.online, client)
				}
			}
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (b *backend) count() int {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return len(b.online)
}

// publish sends data to every client of a channel.
func (b *backend) publish(channel string, data any) error {
	body, err := json.Marshal(map[string]any{"channel": channel, "data": data})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, b.api+"/api/publish", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("X-API-Key", b.key)
	request.Header.Set("X-Centrifugo-Error-Mode", "transport") // errors as an HTTP status
	response, err := b.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("publish: %s: %s", response.Status, answer)
		if response.StatusCode/100 == 4 {
			err = fmt.Errorf("%w: %w", errRefused, err)
		}
	}
	return err
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func read(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func main() {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(read("hook.secret"), "whsec_"))
	if err != nil {
		log.Fatal("hook.secret is not in Base64: ", err)
	}
	b := &backend{
		api:    setting("GATEWAY_API", "http://localhost:8081"),
		key:    read("api.key"),
		secret: secret,
		client: &http.Client{Timeout: 2 * time.Second},
		online: map[string]string{},
	}
	http.HandleFunc("/inbound", b.verified(b.inbound))
	http.HandleFunc("/events", b.verified(b.events))
	server := &http.Server{Addr: setting("LISTEN", "127.0.0.1:9000"), ReadTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
