#!/usr/bin/env python3
"""Runs old and new versions of official clients against ./dasllm serve while it is busy, and prints a table of what came.

    ./dasllm --version                       # builds, if need be
    python3 tools/clients/run.py FOLDER      # FOLDER gets the clients, a model and the server's log

Needs Python 3.10, Node 18 and Go 1.22, and their package registries. See README.md.
"""

import argparse
import array
import concurrent.futures
import http.client
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = [("openai", "1.10.0", ["httpx==0.27.2"]), ("openai", "1.109.1", []), ("openai", "2.16.0", []),
          ("openai", "3.57.0", []), ("langchain-openai", "1.7.4", [])]
NODE = ["4.0.0", "4.104.0", "5.23.2", "7.59.0"]
GO = [("v1.12.0", ""), ("v2.7.1", "/v2"), ("v3.8.1", "/v3"), ("v3.99.0", "/v3")]
PROMPT = "a question"
TOKENS = 24


def run(command, **more):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, **more)


def python_client(folder, package, version, more):
    home = folder / f"python-{package}-{version}"
    if not (home / "done").exists():
        run([sys.executable, "-m", "venv", home])
        run([home / "bin/pip", "install", "--quiet", f"{package}=={version}", *more])
        (home / "done").touch()
    return [home / "bin/python", HERE / ("client_langchain.py" if package == "langchain-openai" else "client.py")]


def node_client(folder, version):
    home = folder / f"node-{version}"
    if not (home / "done").exists():
        home.mkdir(exist_ok=True)
        run(["npm", "init", "--yes"], cwd=home)
        run(["npm", "install", "--silent", f"openai@{version}", "zod"], cwd=home)
        (home / "done").touch()
    shutil.copy(HERE / "client.mjs", home)
    return ["node", home / "client.mjs"]


def go_client(folder, version, major):
    home = folder / f"go-{version}"
    path = "github.com/openai/openai-go" + major
    home.mkdir(exist_ok=True)
    source = (HERE / "client.go").read_text().replace("OPENAI", path)
    if not (home / "client").exists() or (home / "main.go").read_text() != source:
        (home / "main.go").write_text(source)
        if not (home / "go.mod").exists():
            run(["go", "mod", "init", "client"], cwd=home, stderr=subprocess.DEVNULL)
        run(["go", "get", f"{path}@{version}"], cwd=home, stderr=subprocess.DEVNULL)
        run(["go", "build", "-o", "client", "."], cwd=home)
    return [home / "client"]


def install(folder, only):
    """The commands of the clients, by name."""
    makers = {f"Python {package} {version}": lambda p=package, v=version, m=more: python_client(folder, p, v, m)
              for package, version, more in PYTHON}
    makers |= {f"Node openai {version}": lambda v=version: node_client(folder, v) for version in NODE}
    makers |= {f"Go openai-go {version}": lambda v=version, m=major: go_client(folder, v, m) for version, major in GO}
    return {name: make() for name, make in makers.items() if re.search(only, name, re.IGNORECASE)}


def random_model(folder, layers):
    """A model that says nonsense without end, and slowly: 512 rows of a prompt take it some seconds on one core."""
    if (folder / "model.safetensors").exists():
        return
    folder.mkdir(exist_ok=True)
    source = ROOT / "demo/models/student-base"
    shutil.copy(source / "tokenizer.json", folder)
    shutil.copy(source / "tokenizer_config.json", folder)
    vocabulary, hidden, inner, heads = 4000, 1024, 2816, 16
    config = json.loads((source / "config.json").read_text())
    config.update(hidden_size=hidden, intermediate_size=inner, num_hidden_layers=layers, num_attention_heads=heads,
                  num_key_value_heads=heads, max_position_embeddings=4096)
    (folder / "config.json").write_text(json.dumps(config))
    draw = random.Random(1)
    block = array.array("f", (draw.gauss(0, 0.05) for _ in range(1 << 18))).tobytes()
    block = b"".join(block[i + 2:i + 4] for i in range(0, len(block), 4))  # float32's upper half is bfloat16
    one = struct.pack("<f", 1)[2:]
    shapes = {"model.embed_tokens.weight": (vocabulary, hidden), "model.norm.weight": (hidden,)}
    for layer in range(layers):
        name = f"model.layers.{layer}."
        for each in "qkvo":
            shapes[f"{name}self_attn.{each}_proj.weight"] = (hidden, hidden)
        shapes[name + "mlp.gate_proj.weight"] = shapes[name + "mlp.up_proj.weight"] = (inner, hidden)
        shapes[name + "mlp.down_proj.weight"] = (hidden, inner)
        shapes[name + "input_layernorm.weight"] = shapes[name + "post_attention_layernorm.weight"] = (hidden,)
    header, at = {}, 0
    for name, shape in shapes.items():
        size = 2 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            size = header[name]["data_offsets"][1] - header[name]["data_offsets"][0]
            if len(shape) == 1:
                file.write(one * shape[0])
            else:
                start = 2 * draw.randrange(len(block) // 2)
                file.write(((block[start:] + block[:start]) * (size // len(block) + 1))[:size])


class Server:
    """./dasllm serve with two slots, by a run's file."""

    def __init__(self, program, folder, model):
        self.log = open(folder / "server.log", "ab")
        file = folder / "run.yaml"
        file.write_text(
            f"run: clients\nharvest: {{prompts: [none.jsonl], teacher: {{base_url: 'http://127.0.0.1/v1', model: t}}}}\n"
            f"student: {{base: {model}, threads: 1}}\n"
            "serve: {port: 0, slots: 2, queue_limit: 64, stop_seconds: 0, quiet_seconds: 1}\n")
        self.process = subprocess.Popen(
            [program, "serve", model, "--config", file], cwd=ROOT, stdout=subprocess.PIPE, stderr=self.log,
            text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            sys.exit(f"The server did not start; see {folder / 'server.log'}")

    def connect(self):
        address = urllib.parse.urlparse(self.url)
        return http.client.HTTPConnection(address.hostname, address.port, timeout=600)

    def health(self):
        connection = self.connect()
        connection.request("GET", "/health")
        health = json.loads(connection.getresponse().read())
        connection.close()
        return health

    def open(self, prompt, tokens, stream=True):
        connection = self.connect()
        body = {"model": "dasllm", "temperature": 0, "max_tokens": tokens, "stream": stream,
                "messages": [{"role": "user", "content": prompt}]}
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
        return connection

    def idle(self, patience=120):
        """The seconds until nobody has a slot."""
        began = time.monotonic()
        while time.monotonic() - began < patience:
            health = self.health()
            if health["active"] + health["queued"] == 0:
                return time.monotonic() - began
            time.sleep(0.05)
        return float("inf")

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        self.process.wait()


class Holders:
    """Streams that hold both slots; they leave in the middle."""

    def __init__(self, server):
        self.connections = [server.open(f"holder {i}", 3000) for i in range(2)]
        while server.health()["active"] < 2:
            time.sleep(0.05)

    def leave(self):
        for connection in self.connections:
            connection.sock.close() if connection.sock else None
            connection.close()


def ask(command, server, mode, tokens=TOKENS):
    done = subprocess.run(
        [*[str(part) for part in command], server.url, mode, PROMPT, str(tokens)], capture_output=True, text=True,
        timeout=900)
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, json.JSONDecodeError):
        return {"error": "it ended: " + (done.stderr.strip().splitlines() or ["without a word"])[-1], "text": ""}


def behind_a_queue(commands, server, mode):
    """All clients at once: they wait for some seconds for their first token, and between tokens for a long prompt's steps."""
    holders = Holders(server)
    with concurrent.futures.ThreadPoolExecutor(len(commands)) as pool:
        asked = {name: pool.submit(ask, command, server, mode) for name, command in commands.items()}
        while server.health()["queued"] < len(commands) and not all(each.done() for each in asked.values()):
            time.sleep(0.1)
        time.sleep(3.5)
        holders.leave()
        # Between the tokens of whoever has the other slot come the steps of these prompts.
        long = []
        while not all(each.done() for each in asked.values()):
            if len(long) < 3 and server.health()["active"] < 3:
                long.append(server.open("many words " * 600, 1))
            time.sleep(0.5)
        for connection in long:
            connection.close()
        return {name: each.result() for name, each in asked.items()}


def verdict(seen, wanted):
    if seen["error"]:
        return seen["error"][:70]
    if not seen["text"] or seen["role"] != "assistant" or seen["finish"] != "length":
        return f"incomplete: {seen['role']}, {seen['finish']}"
    if wanted["text"] != seen["text"]:
        return "another text"
    return "right" if seen["total"] == wanted["total"] else f"right, usage {seen['total']}"


def leaving(commands, server):
    results = {}
    for name, command in commands.items():
        server.idle()
        seen = ask(command, server, "leave", 3000)
        seconds = server.idle()
        results[name] = seen["error"] or f"slot free after {seconds:.1f} s"
    return results


def stopped(commands, program, folder, model):
    """An error in the middle of a stream: the server is being stopped."""
    server = Server(program, folder, model)
    results = {}
    for name, command in commands.items():
        if server.process.poll() is not None:
            server = Server(program, folder, model)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            asked = pool.submit(ask, command, server, "stream", 3000)
            while server.health()["active"] == 0 and not asked.done():
                time.sleep(0.05)
            time.sleep(1)
            server.stop()
            seen = asked.result()
        told = seen["error"] or ""
        results[name] = "told why" if "being stopped" in told else told[:70] or "TAKEN FOR WHOLE"
    return results


def recorded(server):
    """The signs of life of one waiting stream, before its first token and after, as they are on the wire."""
    holders = Holders(server)
    connection = server.open(PROMPT, TOKENS)
    time.sleep(3.5)
    holders.leave()
    lines = connection.getresponse().read().decode().splitlines()
    chunks = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    other = [line for line in lines if line and not line.startswith("data: ")]
    empty = [chunk for chunk in chunks if chunk["choices"][0]["delta"] == {} and not chunk["choices"][0]["finish_reason"]]
    return f"{len(empty)} empty chunks in one waiting stream, {len(other)} lines that are no data"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--only", default="", help="only clients whose names match this")
    options.add_argument("--layers", type=int, default=8, help="of the model: fewer for a slow machine")
    options.add_argument("--program", default=ROOT / "dasllm", help="what serves, otherwise ./dasllm")
    asked = options.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    commands = install(folder, asked.only)
    random_model(folder / "model", asked.layers)
    server = Server(asked.program, folder, folder / "model")
    body = json.loads(server.open(PROMPT, TOKENS, stream=False).getresponse().read())
    wanted = {"text": body["choices"][0]["message"]["content"], "total": body["usage"]["total_tokens"]}
    print(recorded(server), flush=True)
    server.idle()
    columns = {}
    for mode in ("stream", "helper", "whole"):
        seen = behind_a_queue(commands, server, mode)
        columns[mode] = {name: verdict(each, wanted) for name, each in seen.items()}
        print(f"{mode}: {json.dumps(columns[mode])}", file=sys.stderr, flush=True)
        server.idle()
    columns["leaving"] = leaving(commands, server)
    print(f"leaving: {json.dumps(columns['leaving'])}", file=sys.stderr, flush=True)
    server.stop()
    columns["error"] = stopped(commands, asked.program, folder, folder / "model")
    print("\n| client | waiting stream | its helper | waiting, not streamed | leaves mid-stream | error mid-stream |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in commands:
        print(f"| {name} | " + " | ".join(column[name] for column in columns.values()) + " |", flush=True)


if __name__ == "__main__":
    os.environ["PATH"] += ":/usr/local/go/bin"
    main()
