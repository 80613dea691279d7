"""Prints "got DATA" for each event of URL, reconnects, and posts each line of its input until it is
accepted: "sent LINE". With the package requests."""

import sys
import threading
import time

import requests

url = sys.argv[1]


def say(line):
    # At once: print writes its parts and the line's end one by one, and there are two threads.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def receive():
    while True:
        try:
            with requests.get(
                url, headers={"Accept": "text/event-stream"}, stream=True, timeout=30
            ) as stream:
                stream.raise_for_status()
                # By default, requests would collect 512 bytes first.
                for line in stream.iter_lines(chunk_size=1):
                    if line.startswith(b"data: "):
                        say(f"got {line[6:].decode()}")
        except requests.RequestException:
            pass
        time.sleep(0.2)


def send(text):
    while True:
        try:
            answer = requests.post(
                url, data=text.encode(), headers={"Content-Type": "text/plain"}, timeout=30
            )
            if answer.ok:
                say(f"sent {text}")
                return
            if answer.status_code not in (429, 502, 503):
                say(f"refused {text} {answer.status_code}")
        except requests.RequestException:
            pass
        time.sleep(0.2)


threading.Thread(target=receive, daemon=True).start()
for line in sys.stdin:
    send(line.strip())
