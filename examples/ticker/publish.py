"""Publishes random prices, four times a second. Uses only Python's standard library."""

import json
import os
import random
import time
import urllib.request

API = os.environ.get("GATEWAY_API", "http://localhost:8081")
KEY = open("api.key").read().strip()
prices = {"ACME": 248.0, "GLOBEX": 91.5, "HOOLI": 530.0, "INITECH": 17.8, "STARK": 402.0, "WAYNE": 133.0}


def publish(channel, data):
    body = json.dumps({"channel": channel, "data": data}).encode()
    headers = {"X-API-Key": KEY, "X-Centrifugo-Error-Mode": "transport"}
    with urllib.request.urlopen(urllib.request.Request(f"{API}/api/publish", body, headers), timeout=5):
        pass


while True:
    for name in prices:
        prices[name] = round(max(1.0, prices[name] * random.gauss(1.0, 0.003)), 2)
    # All prices are in each message, so that a page is complete after its first one.
    publish("prices:all", prices)
    time.sleep(0.25)
