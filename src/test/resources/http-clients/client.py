"""Prints "got DATA" for each event of URL, reconnects, and posts each line of its input until it is
accepted: "sent LINE". With the standard library only."""

import http.client
import sys
import threading
import time
import urllib.error
import urllib.request

url = sys.argv[1]


def say(line):
    # At once: print writes its parts and the line's end one by one, and there are two threads.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def receive():
    request = urllib.request.Request(url, headers={"Accept": "text/event-stream"})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as stream:
                for line in stream:
                    if line.startswith(b"data: "):
                        say(f"got {line[6:].decode().strip()}")
        except (OSError, http.client.HTTPException):
            pass  # Also the statuses 502 and 503.
        time.sleep(0.2)


def send(text):
    request = urllib.request.Request(
        url, data=text.encode(), headers={"Content-Type": "text/plain"}
    )
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30):
                say(f"sent {text}")
                return
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 502, 503):
                say(f"refused {text} {refused.code}")
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)


threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    send(line.strip())
