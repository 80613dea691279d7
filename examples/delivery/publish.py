"""Drives three vans, and publishes the position of each one twice a second."""

import json
import os
import random
import time
import urllib.request

API = os.environ.get("GATEWAY_API", "http://localhost:8081")
KEY = open("api.key").read().strip()
SECONDS = 90  # for a whole route


def publish(channel, data):
    body = json.dumps({"channel": channel, "data": data}).encode()
    headers = {"X-API-Key": KEY, "X-Centrifugo-Error-Mode": "transport"}
    with urllib.request.urlopen(urllib.request.Request(f"{API}/api/publish", body, headers), timeout=5):
        pass


def route(seed):
    """Streets: alternately to the right and up or down, in a field of 1000 by 500."""
    choice = random.Random(seed)
    points = [[40, choice.randrange(60, 440)]]
    while points[-1][0] < 880:
        x = min(960, points[-1][0] + choice.randrange(80, 190))
        points += [[x, points[-1][1]], [x, choice.randrange(60, 440)]]
    return points


vans = {f"100{number}": {"route": route(number), "done": random.random() / 2} for number in (1, 2, 3)}

while True:
    for delivery, van in vans.items():
        # After a while at the door, it starts again.
        van["done"] = van["done"] + 0.5 / SECONDS if van["done"] < 1.1 else 0.0
        done = min(1.0, van["done"])
        # Each message says everything, because a page may be opened at any time.
        publish(
            f"delivery:{delivery}",
            {
                "route": van["route"],
                "done": round(done, 4),
                "minutes": round((1 - done) * 30),
            },
        )
    time.sleep(0.5)
