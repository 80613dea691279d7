import base64, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
SECRET = base64.b64decode(os.environ["HOOK_SECRET"])
USERS = {"Bearer key-of-alice": "alice", "Bearer key-of-bob": "bob"}  # your sessions
online = set()  # pairs of a connection and its user

class Backend(BaseHTTPRequestHandler):
    def do_POST(self):
        head, body = self.headers, self.rfile.read(int(self.headers["Content-Length"]))
        sent = head.get("webhook-timestamp", "0")
        mine = hmac.digest(SECRET, f"{head.get('webhook-id')}.{sent}.".encode() + body, "sha256")
        mine, given = b"v1," + base64.b64encode(mine), head.get("webhook-signature", "").encode()
        if not hmac.compare_digest(mine, given) or abs(time.time() - int(sent)) > 300:
            return self.send_error(400, "not signed by the gateway")
        text = ""
        if self.path == "/connect":  # decides who connects
            user = USERS.get(head.get("Authorization"))
            denied = {"disconnect": {"code": 4503, "reason": "wrong key"}}
            text = json.dumps({"result": {"user": user}} if user else denied)
        elif self.path == "/message":  # answers messages
            count = len({user for _, user in list(online)})
            text = f"{head['X-Gateway-User']}: {body.decode()} ({count} online)"
        for event in json.loads(body) if self.path == "/events" else []:  # counts who is online
            if event["event"] in ("connected", "disconnected"):
                change = online.add if event["event"] == "connected" else online.discard
                change((event["client"], event["user"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())
ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Backend).serve_forever()
