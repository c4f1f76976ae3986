"""One cache for dasllm and Python's huggingface_hub: each reads what the other has pulled from a hub on this machine."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

for variable in ("HF_HUB_DISABLE_XET", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS", "HF_HUB_DISABLE_UPDATE_CHECK"):
    os.environ[variable] = "1"

import huggingface_hub
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download

ROOT = Path(__file__).resolve().parents[2]
MODEL = "org/model"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
CARD = b"---\nlicense: apache-2.0\n---\n# A model\n"


def name_of(content, large):
    if large:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class FakeHub:
    """Lists, trees and files by one port; large files by another, to which the first redirects."""

    def __init__(self, files):
        self.files = files
        self.fetched = []
        self.hub = ThreadingHTTPServer(("127.0.0.1", 0), self.handler(self.answer))
        self.store = ThreadingHTTPServer(("127.0.0.1", 0), self.handler(self.content))
        for server in (self.hub, self.store):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.hub.server_port}"

    @staticmethod
    def handler(answer):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                answer(self, unquote(urlsplit(self.path).path))

            do_HEAD = do_GET

            def log_message(self, *arguments):
                pass

        return Handler

    @staticmethod
    def large(name):
        return name.endswith(".safetensors")

    @staticmethod
    def reply(handler, status, body=b"", **headers):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def answer(self, handler, path):
        if path.startswith(f"/api/models/{MODEL}/tree/"):
            self.reply(handler, 200, json.dumps([self.entry(name) for name in self.files]).encode())
        elif path.startswith(f"/api/models/{MODEL}"):
            siblings = []
            for name in self.files:
                entry = self.entry(name)
                sibling = {"rfilename": name, "size": entry["size"], "blobId": entry["oid"]}
                if "lfs" in entry:
                    sibling["lfs"] = {"sha256": entry["lfs"]["oid"], "size": entry["size"], "pointerSize": 130}
                siblings.append(sibling)
            about = {"id": MODEL, "sha": COMMIT, "gated": False, "private": False, "siblings": siblings,
                     "cardData": {"license": "apache-2.0"}, "tags": [], "downloads": 0, "likes": 0}
            self.reply(handler, 200, json.dumps(about).encode())
        elif path.startswith(f"/{MODEL}/resolve/"):
            name = path.split("/", 5)[5]
            content = self.files[name]
            etag = f'"{name_of(content, self.large(name))}"'
            if handler.command == "GET":
                self.fetched.append(name)
            if self.large(name):
                self.reply(handler, 302, X_Repo_Commit=COMMIT, X_Linked_Etag=etag, X_Linked_Size=str(len(content)),
                           Location=f"http://localhost:{self.store.server_port}/{name}")
            else:
                self.reply(handler, 200, content, X_Repo_Commit=COMMIT, ETag=etag)
        else:
            self.reply(handler, 404, X_Error_Code="RepoNotFound")

    def entry(self, name):
        content = self.files[name]
        entry = {"type": "file", "path": name, "size": len(content), "oid": name_of(content, False)}
        if self.large(name):
            entry["lfs"] = {"oid": name_of(content, True), "size": len(content), "pointerSize": 130}
        return entry

    def content(self, handler, path):
        self.fetched.append(path[1:])
        self.reply(handler, 200, self.files[path[1:]])


def check(what, so):
    print(("yes  " if so else "NO   ") + what, flush=True)
    if not so:
        sys.exit(1)


class Dasllm:
    def __init__(self, launcher, hub):
        self.launcher = launcher
        self.hub = hub

    def run(self, home, *arguments, **variables):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        environment |= {"HF_HOME": str(home), "HF_ENDPOINT": self.hub.endpoint, **variables}
        done = subprocess.run([self.launcher, *arguments], env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"dasllm {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
        return done.stdout.strip()


def ours_then_python(hub, dasllm, home):
    cache = home / "hub"
    folder = Path(dasllm.run(home, "pull", MODEL))
    pulled = {path.name for path in folder.iterdir()}
    print(f"     dasllm pulled {', '.join(sorted(pulled))}")
    before = len(hub.fetched)

    scanned = scan_cache_dir(cache)
    check("scan_cache_dir finds the model and complains of nothing", not scanned.warnings and len(scanned.repos) == 1)
    repository = next(iter(scanned.repos))
    revision = next(iter(repository.revisions))
    check("scan_cache_dir: name, commit, branch, files",
          (repository.repo_id, revision.commit_hash, set(revision.refs), {file.file_name for file in revision.files})
          == (MODEL, COMMIT, {"main"}, pulled))
    check("snapshot_download(local_files_only=True) gives the same folder",
          Path(snapshot_download(MODEL, cache_dir=cache, local_files_only=True)).samefile(folder))
    check("hf_hub_download(local_files_only=True) gives every file's bytes",
          all(Path(hf_hub_download(MODEL, name, cache_dir=cache, local_files_only=True)).read_bytes() == hub.files[name]
              for name in pulled))
    check("nothing was asked for", len(hub.fetched) == before)

    whole = Path(snapshot_download(MODEL, cache_dir=cache, endpoint=hub.endpoint))
    check("snapshot_download brings the rest, and nothing that was here",
          set(hub.fetched[before:]) == set(hub.files) - pulled and whole.samefile(folder))
    check("scan_cache_dir complains of nothing after that", not scan_cache_dir(cache).warnings)

    part = cache / "models--org--model" / "blobs" / ("a" * 64 + ".dasllm.incomplete")
    part.write_bytes(b"begun")
    scanned = scan_cache_dir(cache)
    check("a begun transfer of ours is none of the model's files", not scanned.warnings)
    # Older versions do not count what is incomplete.
    if hasattr(scanned, "incomplete_files"):
        check("Python counts it as incomplete", {file.file_path.name for file in scanned.incomplete_files} == {part.name})

    scanned.delete_revisions(COMMIT).execute()
    check("Python's deletion leaves nothing of the model", not (cache / "models--org--model").exists())


def python_then_ours(hub, dasllm, home):
    cache = home / "hub"
    folder = Path(snapshot_download(MODEL, cache_dir=cache, endpoint=hub.endpoint))
    models = json.loads(dasllm.run(home, "models", "--json", HF_HUB_OFFLINE="1"))["models"]
    check("dasllm models lists Python's model, with the licence of its card",
          [(each["name"], each["commit"], each["licence"], each.get("problem")) for each in models]
          == [(MODEL + "@main", COMMIT, "apache-2.0", None)])
    before = len(hub.fetched)
    check("dasllm pull gives the same folder", Path(dasllm.run(home, "pull", MODEL)).samefile(folder))
    check("dasllm pull brings nothing that is here", hub.fetched[before:] == [])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dasllm", default=str(ROOT / "dasllm"))
    launcher = parser.parse_args().dasllm
    files = {path.name: path.read_bytes() for path in (ROOT / "demo/models/student-base").iterdir() if path.is_file()}
    files |= {"README.md": CARD, "onnx/model.onnx": b"not needed", "LICENSE": b"Do as you like.\n"}
    hub = FakeHub(files)
    dasllm = Dasllm(launcher, hub)
    print(f"     huggingface_hub {huggingface_hub.__version__}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as scratch:
        ours_then_python(hub, dasllm, Path(scratch) / "ours")
        python_then_ours(hub, dasllm, Path(scratch) / "theirs")


if __name__ == "__main__":
    main()
