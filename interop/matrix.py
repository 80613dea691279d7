"""Runs the clients of interop/run against a gateway and writes down what each could do."""

import concurrent.futures
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
WORK = pathlib.Path(sys.argv[1])
ONLY = sys.argv[2:]

NODE = ["node", "--experimental-websocket", "--no-warnings", str(WORK / "node" / "cases.js")]
PYTHON = [str(WORK / "venv" / "bin" / "python"), str(HERE / "python" / "cases.py")]
GO = [str(WORK / "go-cases")]
JAVA_HOME = os.environ.get("JAVA_HOME")
JAVA = str(pathlib.Path(JAVA_HOME) / "bin" / "java") if JAVA_HOME else "java"
JAVA_CASES = [JAVA, "-Xmx128m", "-cp", f"{WORK / 'classes'}{os.pathsep}{WORK / 'lib'}/*", "Cases"]

# Library, command, and the package whose version counts where it has another name.
CLIENTS = [
    ("reconnect.js", NODE, "ws"),
    ("ws", NODE, None),
    ("isomorphic-ws", NODE, None),
    ("websocket", NODE, None),
    ("faye-websocket", NODE, None),
    ("undici", NODE, None),
    ("node built-in", NODE, None),
    ("rxjs", NODE, None),
    ("reconnecting-websocket", NODE, None),
    ("partysocket", NODE, None),
    ("websockets", PYTHON, None),
    ("websockets (sync)", PYTHON, "websockets"),
    ("websocket-client", PYTHON, None),
    ("aiohttp", PYTHON, None),
    ("tornado", PYTHON, None),
    ("autobahn", PYTHON, None),
    ("simple-websocket", PYTHON, None),
    ("picows", PYTHON, None),
    ("trio-websocket", PYTHON, None),
    ("httpx-ws", PYTHON, None),
    ("gorilla/websocket", GO, None),
    ("coder/websocket", GO, None),
    ("gobwas/ws", GO, None),
    ("x/net/websocket", GO, "golang.org/x/net"),
    ("lxzan/gws", GO, None),
    ("JDK HttpClient", JAVA_CASES, None),
    ("Java-WebSocket", JAVA_CASES, None),
    ("OkHttp", JAVA_CASES, "okhttp-jvm"),
    ("Jetty", JAVA_CASES, "jetty-websocket-jetty-client"),
    ("Tyrus", JAVA_CASES, "tyrus-standalone-client"),
    ("Vert.x", JAVA_CASES, "vertx-core"),
]
KINDS = {id(NODE): "Node", id(PYTHON): "Python", id(GO): "Go", id(JAVA_CASES): "Java"}
CASES = ["text", "utf8", "binary", "60 KB", "broadcast", "subprotocol", "ping", "burst"]
CASES += ["own 1000", "1003", "1008", "1009", "1012", "1013"]

# What a library cannot show or do, whatever the server does; docs/clients.md says what to do about it.
KNOWN = {
    ("faye-websocket", "1012"): "its parser knows the codes to 1011 and makes 1002 of others",
    ("faye-websocket", "1013"): "its parser knows the codes to 1011 and makes 1002 of others",
    ("gobwas/ws", "1012"): "its check knows the codes to 1011 and reports a protocol error for others",
    ("gobwas/ws", "1013"): "its check knows the codes to 1011 and reports a protocol error for others",
    ("trio-websocket", "burst"): "it fails when a ping comes while it closes",
    ("x/net/websocket", "own 1000"): "it sends no reasons, by which the log is searched here",
    **{("x/net/websocket", c): "it hides the code" for c in ("1003", "1008", "1009", "1012", "1013")},
}


def version(kind, library, package):
    package = package or library
    if library == "node built-in":
        return subprocess.check_output(["node", "--version"], text=True).strip().lstrip("v")
    if library == "JDK HttpClient":
        return subprocess.run([JAVA, "--version"], capture_output=True, text=True).stdout.split()[1]
    if kind == "Node":
        return json.loads((HERE / "node/package.json").read_text())["dependencies"][package]
    patterns = {  # of the files in which the versions are pinned
        "Python": ("python/requirements.txt", rf"(?m)^{re.escape(package)}==(.+)$"),
        "Go": ("go/go.mod", rf"{re.escape(package)} v(\S+)"),
        "Java": ("java/pom.xml", rf"<artifactId>{re.escape(package)}</artifactId>\s*<version>(.+)</version>"),
    }
    file, pattern = patterns[kind]
    return re.search(pattern, (HERE / file).read_text()).group(1)


class Gateway:
    def __init__(self):
        ready = WORK / "ready"
        ready.unlink(missing_ok=True)
        self.log = WORK / "gateway.log"
        line = [JAVA, "-Xmx512m", "-jar", "target/ws-gateway.jar", "serve"]
        line += ["--config", "interop/gateway.yaml", "--ready-file", str(ready)]
        self.process = subprocess.Popen(
            line, cwd=HERE.parent, stdin=subprocess.DEVNULL, stdout=self.log.open("w"), stderr=subprocess.STDOUT
        )
        until = time.monotonic() + 60
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                self.process.kill()
                sys.exit("the gateway did not start:\n" + self.log.read_text())
            time.sleep(0.05)
        self.url = "ws://127.0.0.1:%d" % json.loads(ready.read_text())["httpPort"]

    def heard_close(self, library):
        """Whether its log has the client's own close, with code and reason."""
        said = f'code=1000 reason="bye {library}" by=client'
        plain = f"code=1000 reason=bye {library} by=client"
        text = self.log.read_text()
        return said in text or plain in text or said.replace('"', "") in text


ENVIRONMENT = {**os.environ, "RECONNECT_JS": str(HERE.parent / "src/main/resources/client/reconnect.js")}


def outcomes(output):
    found = {}
    for line in output.splitlines():
        if line.startswith("{"):
            one = json.loads(line)
            found[one["case"]] = (one["ok"], one["saw"])
    return found


def run_cases(gateway, library, command):
    line = command + [library, "cases", gateway.url]
    log = WORK / (re.sub(r"\W+", "-", library) + ".log")
    with log.open("w") as errors:
        try:
            done = subprocess.run(line, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=errors, text=True, timeout=240)
            return outcomes(done.stdout)
        except subprocess.TimeoutExpired as late:
            return outcomes((late.stdout or b"").decode())


class Drained:
    """A client that stays until the gateway stops."""

    def __init__(self, gateway, library, command):
        line = command + [library, "drain", gateway.url]
        self.process = subprocess.Popen(
            line, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.output = ""
        self.open = threading.Event()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.output += line
            if line.strip() == "open":
                self.open.set()
        self.open.set()  # or it has ended

    def end(self):
        self.reader.join(30)
        self.process.kill()
        self.process.wait()
        return outcomes(self.output)


def mark(library, case, result):
    if case not in result:
        return "✗"
    ok, _ = result[case]
    if ok is None:
        return "–"
    if ok:
        return "✓"
    return "≠" if (library, case) in KNOWN else "✗"


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def shown(text):
    return re.sub(r"retry-ms=\d+", "retry-ms=…", text).replace("|", "\\|").replace("\n", " ")


def page(clients, results):
    day = datetime.date.today().isoformat()
    revision = subprocess.run(["git", "describe", "--always"], cwd=HERE, capture_output=True, text=True).stdout.strip()
    text = f"# Clients against the gateway, {day}\n\nWritten by `interop/run`, at {revision}. "
    text += "✓ works · – the library offers no such call · ≠ the library's own limit, see below · ✗ fails\n\n"
    rows = []
    for library, command, package in clients:
        kind = KINDS[id(command)]
        name = f"{library} {'on ws ' if library == 'reconnect.js' else ''}{version(kind, library, package)}"
        rows.append([kind, name] + [mark(library, case, results[library]) for case in CASES])
    text += table(["", "library"] + CASES, rows)
    text += "\n`burst`: 200 messages at once, then a close; a second client of the library counts them. "
    text += "`own 1000`: the gateway's log has the client's code and reason. 1003 to 1013: the code that the gateway "
    text += "closes with (binary at an endpoint of text, too many fragments, too long a message, a stop of the gateway "
    text += "after 5 s in which the client had to answer pings, no backend).\n"
    failed = [
        [library, case, KNOWN.get((library, case), ""), shown(results[library].get(case, (0, "no result"))[1])]
        for library, _, _ in clients
        for case in CASES
        if mark(library, case, results[library]) in "≠✗"
    ]
    if failed:
        text += "\n## What did not work\n\n" + table(["library", "case", "known", "what was seen"], failed)
    text += "\n## How each shows a close\n\n"
    codes = ["1009", "1012", "1013", "own 1000"]
    rows = [[l] + [shown(results[l].get(case, (0, ""))[1]) for case in codes] for l, _, _ in clients]
    text += table(["library"] + codes, rows)
    return day, text, [row for row in failed if not row[2]]


def main():
    clients = [c for c in CLIENTS if not ONLY or c[0] in ONLY]
    gateway = Gateway()
    try:
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            runs = {l: pool.submit(run_cases, gateway, l, command) for l, command, _ in clients}
            results = {library: run.result() for library, run in runs.items()}
        drained = {}
        for library, command, _ in clients:  # one by one, or the last to get a core is late
            drained[library] = Drained(gateway, library, command)
            drained[library].open.wait(30)
        time.sleep(5)  # longer than keepAlive.readIdleSeconds: who does not answer pings is closed with 1001
        gateway.process.terminate()
        for library, one in drained.items():
            results[library].update(one.end())
        for library, result in results.items():
            ok, saw = result.get("own 1000", (False, ""))
            result["own 1000"] = (ok and gateway.heard_close(library), saw)
    finally:
        gateway.process.terminate()
        gateway.process.wait(60)
    day, text, failed = page(clients, results)
    print(text)
    if not ONLY:
        (HERE / "results").mkdir(exist_ok=True)
        (HERE / "results" / f"{day}.md").write_text(text)
    sys.exit(1 if failed else 0)


main()
