"""A small game server: moves players in an arena, and publishes all positions 60 times a second."""

import http.client
import json
import math
import os
import random
import time
from urllib.parse import urlsplit

API = urlsplit(os.environ.get("GATEWAY_API", "http://localhost:8081"))
HEADERS = {"X-API-Key": open("api.key").read().strip(), "X-Centrifugo-Error-Mode": "transport"}
RATE = 60
SIZE = 1000
players = [
    {"x": random.uniform(0, SIZE), "y": random.uniform(0, SIZE), "heading": random.uniform(0, 2 * math.pi)}
    for _ in range(40)
]
connection = http.client.HTTPConnection(API.hostname, API.port, timeout=5)


def publish(channel, data):
    connection.request("POST", "/api/publish", json.dumps({"channel": channel, "data": data}), HEADERS)
    response = connection.getresponse()
    answer = response.read().decode()
    if response.status != 200:
        raise RuntimeError(f"{response.status} {answer}")


def move(player):
    """Runs on, turns a little, and turns back to the middle at the edge."""
    player["heading"] += random.gauss(0, 0.08)
    to_middle = math.atan2(SIZE / 2 - player["y"], SIZE / 2 - player["x"])
    if math.hypot(SIZE / 2 - player["x"], SIZE / 2 - player["y"]) > SIZE * 0.42:
        player["heading"] += 0.1 * math.sin(to_middle - player["heading"])
    player["x"] += 3 * math.cos(player["heading"])
    player["y"] += 3 * math.sin(player["heading"])


tick = 0
due = time.monotonic()
while True:
    for player in players:
        move(player)
    tick += 1
    # One message has the whole arena, so the latest message alone is enough.
    publish("game:arena", {"tick": tick, "players": [[round(p["x"]), round(p["y"])] for p in players]})
    # After a delay, it goes on from now instead of catching up.
    due = max(due + 1 / RATE, time.monotonic() - 1 / RATE)
    time.sleep(max(0.0, due - time.monotonic()))
