"""Sends a notification to Alice or to Bob, every two seconds."""

import json
import os
import random
import time
import urllib.request

API = os.environ.get("GATEWAY_API", "http://localhost:8081")
KEY = open("api.key").read().strip()
TEXTS = [
    ("parcel", "Your order has been sent", "It arrives tomorrow before noon."),
    ("message", "A new message", "Can we move the meeting to three o'clock?"),
    ("payment", "Payment received", "Thank you. Your invoice is in your account."),
    ("warning", "A new sign-in", "Somebody signed in from a device that we do not know."),
]


def publish(channel, data):
    body = json.dumps({"channel": channel, "data": data}).encode()
    headers = {"X-API-Key": KEY, "X-Centrifugo-Error-Mode": "transport"}
    with urllib.request.urlopen(urllib.request.Request(f"{API}/api/publish", body, headers), timeout=5):
        pass


while True:
    for user in ("alice", "bob"):
        kind, title, text = random.choice(TEXTS)
        publish(f"user:{user}", {"kind": kind, "title": title, "text": text})
        time.sleep(2)
