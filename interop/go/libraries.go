package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	coder "github.com/coder/websocket"
	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	gorilla "github.com/gorilla/websocket"
	"github.com/lxzan/gws"
	xnet "golang.org/x/net/websocket"
)

// The clients of Go.
var libraries = map[string]open{
	"gorilla/websocket": openGorilla,
	"coder/websocket":   openCoder,
	"gobwas/ws":         openGobwas,
	"x/net/websocket":   openXNet,
	"lxzan/gws":         openGws,
}

// What an error looks like to the program that gets it.
func shown(err error) string { return fmt.Sprintf("%T: %v", err, err) }

func openGorilla(url string, protocols []string, to sink) (*socket, error) {
	dialer := gorilla.Dialer{Subprotocols: protocols}
	c, _, err := dialer.Dial(url, nil)
	if err != nil {
		return nil, err
	}
	var writing sync.Mutex
	pongs := make(chan bool, 1)
	c.SetPongHandler(func(string) error { pongs <- true; return nil })
	go func() {
		for {
			_, data, err := c.ReadMessage()
			if err != nil {
				var closed *gorilla.CloseError
				errors.As(err, &closed)
				code := 0
				if closed != nil {
					code = closed.Code
				}
				to.closed(code, shown(err))
				c.Close()
				return
			}
			to.message(data)
		}
	}()
	kind := map[bool]int{true: gorilla.TextMessage, false: gorilla.BinaryMessage}
	return &socket{
		send: func(data []byte, text bool) error {
			writing.Lock()
			defer writing.Unlock()
			return c.WriteMessage(kind[text], data)
		},
		// As its documentation says: a close frame, then read until the answer.
		close: func(code int, reason string) error {
			return c.WriteControl(gorilla.CloseMessage, gorilla.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
		},
		protocol: c.Subprotocol(),
		ping: func() error {
			c.WriteControl(gorilla.PingMessage, nil, time.Now().Add(time.Second))
			return awaitPong(pongs)
		},
	}, nil
}

func awaitPong(pongs chan bool) error {
	select {
	case <-pongs:
		return nil
	case <-time.After(5 * time.Second):
		return errors.New("no pong in 5 s")
	}
}

func openCoder(url string, protocols []string, to sink) (*socket, error) {
	background := context.Background()
	c, _, err := coder.Dial(background, url, &coder.DialOptions{Subprotocols: protocols})
	if err != nil {
		return nil, err
	}
	c.SetReadLimit(128 * 1024) // 32 KB unless set
	go func() {
		for {
			_, data, err := c.Read(background)
			if err != nil {
				to.closed(int(coder.CloseStatus(err)), shown(err))
				return
			}
			to.message(data)
		}
	}()
	kind := map[bool]coder.MessageType{true: coder.MessageText, false: coder.MessageBinary}
	return &socket{
		send:     func(data []byte, text bool) error { return c.Write(background, kind[text], data) },
		close:    func(code int, reason string) error { return c.Close(coder.StatusCode(code), reason) },
		protocol: c.Subprotocol(),
		ping: func() error {
			limited, cancel := context.WithTimeout(background, 5*time.Second)
			defer cancel()
			return c.Ping(limited)
		},
		fragments: func(count int) error {
			writer, err := c.Writer(background, coder.MessageText)
			if err != nil {
				return err
			}
			for range count {
				writer.Write([]byte(strings.Repeat("x", 16)))
			}
			return writer.Close()
		},
	}, nil
}

func openGobwas(url string, protocols []string, to sink) (*socket, error) {
	c, _, handshake, err := ws.Dialer{Protocols: protocols}.Dial(context.Background(), url)
	if err != nil {
		return nil, err
	}
	locked := &lockedConn{Conn: c}
	go func() {
		for {
			data, _, err := wsutil.ReadServerData(locked)
			if err != nil {
				var closed wsutil.ClosedError
				code := 0
				if errors.As(err, &closed) {
					code = int(closed.Code)
				}
				to.closed(code, shown(err))
				c.Close()
				return
			}
			to.message(data)
		}
	}()
	kind := map[bool]ws.OpCode{true: ws.OpText, false: ws.OpBinary}
	return &socket{
		send: func(data []byte, text bool) error { return wsutil.WriteClientMessage(locked, kind[text], data) },
		close: func(code int, reason string) error {
			return wsutil.WriteClientMessage(locked, ws.OpClose, ws.NewCloseFrameBody(ws.StatusCode(code), reason))
		},
		protocol: handshake.Protocol,
		fragments: func(count int) error {
			for i := range count {
				op := ws.OpContinuation
				if i == 0 {
					op = ws.OpText
				}
				if err := ws.WriteFrame(locked, ws.MaskFrame(ws.NewFrame(op, i == count-1, []byte("x")))); err != nil {
					return err
				}
			}
			return nil
		},
	}, nil
}

// gobwas answers pings from the reading side: writes must not mix.
type lockedConn struct {
	net.Conn
	writing sync.Mutex
}

func (c *lockedConn) Write(data []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.Conn.Write(data)
}

func openXNet(url string, protocols []string, to sink) (*socket, error) {
	// An Origin is mandatory here: the gateway's own passes.
	config, err := xnet.NewConfig(url, "http"+strings.TrimPrefix(url, "ws"))
	if err != nil {
		return nil, err
	}
	config.Origin.Path = ""
	config.Protocol = protocols
	c, err := xnet.DialConfig(config)
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			var data []byte
			if err := xnet.Message.Receive(c, &data); err != nil {
				if err == io.EOF {
					to.closed(0, "io.EOF, whatever the code was")
				} else {
					to.closed(0, shown(err))
				}
				c.Close()
				return
			}
			to.message(data)
		}
	}()
	chosen := ""
	if len(config.Protocol) == 1 && len(protocols) > 0 {
		chosen = config.Protocol[0]
	}
	return &socket{
		send: func(data []byte, text bool) error {
			if text {
				return xnet.Message.Send(c, string(data))
			}
			return xnet.Message.Send(c, data)
		},
		close:    func(int, string) error { return c.WriteClose(1000) }, // it has no reasons
		protocol: chosen,
	}, nil
}

type gwsHandler struct {
	gws.BuiltinEventHandler
	to    sink
	pongs chan bool
}

func (h *gwsHandler) OnMessage(_ *gws.Conn, message *gws.Message) {
	defer message.Close()
	h.to.message(append([]byte{}, message.Bytes()...))
}

func (h *gwsHandler) OnPong(*gws.Conn, []byte) { h.pongs <- true }

func (h *gwsHandler) OnClose(_ *gws.Conn, err error) {
	var closed *gws.CloseError
	code := 0
	if errors.As(err, &closed) {
		code = int(closed.Code)
	}
	h.to.closed(code, "OnClose with "+shown(err))
}

func openGws(url string, protocols []string, to sink) (*socket, error) {
	handler := &gwsHandler{to: to, pongs: make(chan bool, 1)}
	option := &gws.ClientOption{Addr: url, RequestHeader: map[string][]string{}}
	if len(protocols) > 0 {
		option.RequestHeader.Set("Sec-WebSocket-Protocol", strings.Join(protocols, ", "))
	}
	c, _, err := gws.NewClient(handler, option)
	if err != nil {
		return nil, err
	}
	go c.ReadLoop()
	kind := map[bool]gws.Opcode{true: gws.OpcodeText, false: gws.OpcodeBinary}
	return &socket{
		send:     func(data []byte, text bool) error { return c.WriteMessage(kind[text], data) },
		close:    func(code int, reason string) error { return c.WriteClose(uint16(code), []byte(reason)) },
		protocol: c.SubProtocol(),
		ping: func() error {
			c.WritePing(nil)
			return awaitPong(handler.pongs)
		},
	}, nil
}
