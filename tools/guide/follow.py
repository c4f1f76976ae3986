#!/usr/bin/env python3
"""Types what docs/guide.md has people type, in its order, and looks at the exit codes. Needs the standard library alone.

    REAL_MODELS=FOLDER python3 tools/guide/follow.py [--every N] [--from BEGINNING]

In a clean clone whose folder `mine` is not there yet; FOLDER holds SmolLM2-135M-Instruct.Q4_1.gguf, and ../shared/data has banking77. --every N
keeps each Nth message of the guide's log, so that the training takes less; --from goes on in the same folder `mine` at the first block whose
first line begins like that, where an earlier call ended before it. Every block without a language has its line in PLAN: a block that is
new, changed at its beginning or gone ends the script. Blocks of YAML that name a file are written to it; all of them, and every command line,
are also held against the product's own readers by cli's GuideTest. Exits with 1 where an exit code is another than expected.
"""

import argparse
import csv
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

GUIDE = Path("docs/guide.md")
MODEL = Path(os.environ.get("REAL_MODELS", ".")) / "SmolLM2-135M-Instruct.Q4_1.gguf"
FILES = {"run: rented": "mine/rented.yaml", "run: mine": "mine/run.yaml"}
STORE = "mine/backups"
servers, rows = [], []


def blocks():
    """(language, lines) of every block, in their order."""
    found, inside = [], None
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            if inside is None:
                inside = (line[3:], [])
            else:
                found.append(inside)
                inside = None
        elif inside is not None:
            inside[1].append(line)
    return found


def shell(command, codes=(0,), seconds=7200):
    """Runs a command, which may have several lines, and notes whether its exit code is one of those."""
    begun = time.time()
    done = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds)
    ok = done.returncode in codes
    rows.append(ok)
    shown = " ".join(command.split())[:110]
    print(f"| `{shown}` | {done.returncode} | {'as it should be' if ok else f'NOT {codes}'} | {time.time() - begun:.0f} s |", flush=True)
    if not ok:
        print(done.stdout[-2000:], flush=True)
    return done.stdout


def serve(command, url, context=None):
    """Starts a server and waits until it answers."""
    begun = time.time()
    log = open(f"mine/server-{len(servers)}.log", "w", encoding="utf-8")
    servers.append(subprocess.Popen(["bash", "-c", "exec " + command], stdout=log, stderr=log))
    answered = False
    while not answered and time.time() - begun < 300 and servers[-1].poll() is None:
        try:
            answered = urllib.request.urlopen(url, context=context, timeout=5).status == 200
        except OSError:
            time.sleep(0.5)
    rows.append(answered)
    print(f"| `{command[:110]}` | | {'answers' if answered else 'NOT'} | {time.time() - begun:.0f} s |", flush=True)


def stop():
    """Ends the server that was started last, as TERM does: its exit status is 0 then."""
    servers[-1].send_signal(signal.SIGTERM)
    code = servers[-1].wait(timeout=120)
    rows.append(code == 0)
    print(f"| TERM | {code} | {'as it should be' if code == 0 else 'NOT'} | |", flush=True)
    servers.pop()


def each(*codes):
    """Every line is a command, with its exit codes in their order."""
    def run(lines):
        for line, allowed in zip(lines, codes, strict=True):
            shell(line, allowed if isinstance(allowed, tuple) else (allowed,))
    return run


def whole(lines):
    shell("\n".join(lines))


def shown(_):
    """What comes back, and is not typed."""


def left(reason):
    def say(lines):
        print(f"| `{lines[0][:110]}` | | not run: {reason} | |", flush=True)
    return say


def log(lines, every):
    whole(lines)
    thin(Path("mine/log.csv"), every)


def thin(path, every):
    """Keeps the header and each Nth row of a CSV file. Some messages have line breaks in them, so rows are not lines."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows_read = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows_read[::every]])


def merge(lines):
    shell(lines[0])
    shell("mkdir -p other-machine && cp mine/runs/rented/harvest/journal* other-machine/")
    shell(lines[1])


def imported(lines):
    shell(lines[0].replace("SmolLM2-135M-Instruct.Q4_1.gguf", str(MODEL)))


def resolved(lines):
    shell(next(line for line in lines if line.startswith("./dasllm resolve")))
    left("no spark-submit here; tools/spark/cluster.py runs it")([line for line in lines if line.startswith("spark-submit")])


def signed(lines):
    """The log's answers were checked by nobody: fields are open, and the verdict does not pass. Both are said by name, and then filled in."""
    new, report, bundle = (line.split("  #")[0].strip() for line in lines)
    shell(new)
    shell(report, (3, 4))
    fields = json.loads(Path("mine/runs/mine/evaluation/report.json").read_text(encoding="utf-8")).get("open_fields", [])
    fill = " ".join(f"--fill '{field if isinstance(field, str) else field['name']}=as tried'" for field in fields)
    despite = " --despite-verdict 'A trial in one branch'"
    shell(report + " " + fill + despite)
    shell(bundle + despite)
    shell("./dasllm sign --new-key reviewer.pem")
    shell(bundle.replace("owner.pem", "reviewer.pem"))


def served(lines):
    serve(lines[0], "http://127.0.0.1:8080/health")


def asked(lines):
    answer = shell("\n".join(lines).replace("curl ", "curl -sS --fail-with-body "))
    print("  " + answer[-200:].strip())
    stop()


def secured(lines):
    shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost")
    shell("key=$(openssl rand -hex 32); printf '{\"keys\": [{\"name\": \"shop\", \"sha256\": \"%s\"}]}' "
          "\"$(printf %s \"$key\" | sha256sum | cut -d' ' -f1)\" > keys.json && chmod 600 keys.json key.pem")
    serve(lines[0], "https://127.0.0.1:8080/health", ssl._create_unverified_context())
    stop()


def backed(lines):
    for line in lines:
        line = line.split("  #")[0].strip().replace("/srv/backups/dasllm", STORE)
        if "s3://" in line:
            left("no object store here; the test S3StoreTest and deploy/drill have one")([line])
        else:
            shell(line)


PLAN = [
    ("./dasllm doctor", whole),
    ("mkdir -p mine", None),  # the log
    ("./dasllm serve demo/models/teacher", lambda lines: serve(lines[0], "http://127.0.0.1:8089/health")),
    ("mkdir -p mine", whole),
    ("./dasllm harvest mine/rented.yaml --dry-run", each(0)),
    ("The harvest with each of its teachers", shown),
    ("read -rs ANTHROPIC_API_KEY", left("asks for a vendor's key")),
    ("./dasllm teachers mine/rented.yaml", each(0, 0, 3)),
    ("./dasllm harvest mine/rented.yaml", each(0)),
    ("  Cost over all runs", shown),
    ("./dasllm harvest mine/rented.yaml --reparse", merge),
    ("./dasllm run mine/rented.yaml --dry-run", each(0, 4)),
    ("./dasllm gateway configs/mine.yaml", left("needs a product and its vendor; GatewayRunTest and tools/clients/gateway.py have both")),
    ("curl -H 'Content-Type: application/json' http://127.0.0.1:8090", left("the gateway's, see there")),
    ("./dasllm pull", each((0, 3), (0, 3), 0)),
    ("./dasllm import SmolLM2", imported),
    ("./dasllm import --inspect", each(0)),
    ("./dasllm run mine/run.yaml --dry-run", each(0, 4)),
    ("./mvnw -pl dataset", resolved),
    ("./dasllm run mine/run.yaml --set export.force=true", each(4)),
    ("./dasllm sign --new-key owner.pem", signed),
    ("./dasllm verify mine/runs/mine/bundle", each(0, 0)),
    ("./dasllm serve --config mine/run.yaml", served),
    ("curl http://127.0.0.1:8080/v1/chat/completions", asked),
    ("./dasllm gguf mine/runs/mine/bundle", each(0)),
    ("./dasllm serve --config mine/run.yaml --host 0.0.0.0", secured),
    ("openssl rand -hex 32", lambda lines: shell("\n".join(["KEY=a-key", *lines]))),
    ("./dasllm backup mine/runs/mine/bundle", backed),
    ("bin/dasllm serve --from-backup", left("of the archive engine; RestoreDrillIT runs deploy/drill")),
]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--from", dest="begin", metavar="BEGINNING")
    given = options.parse_args()
    every, begin = given.every, given.begin
    if not MODEL.exists():
        sys.exit(f"There is no {MODEL}: set REAL_MODELS to its folder")
    if begin is None and Path("mine").exists():
        sys.exit("The folder mine is there already: follow the guide in a clean clone, or move it away")
    found = blocks()
    typed = [lines for language, lines in found if not language]
    for lines, (begins, _) in zip(typed, PLAN):
        if not lines[0].startswith(begins):
            sys.exit(f"The guide has a block that begins with {lines[0]!r} where PLAN has {begins!r}: change PLAN with it")
    if len(typed) != len(PLAN):
        sys.exit(f"The guide has {len(typed)} blocks to type, and PLAN {len(PLAN)}: change PLAN with it")
    first = next((at for at, lines in enumerate(typed) if begin is None or lines[0].startswith(begin)), None)
    if first is None:
        sys.exit(f"The guide has no block that begins with {begin!r}")
    print("| typed | exit code | | |\n| --- | --- | --- | --- |")
    plan = iter(enumerate(PLAN))
    try:
        for language, lines in found:
            if language == "yaml" and lines[0] in FILES:
                Path(FILES[lines[0]]).write_text("\n".join(lines) + "\n", encoding="utf-8")
            elif not language:
                at, (_, action) = next(plan)
                if at >= first:
                    log(lines, every) if action is None else action(lines)
    finally:
        for server in servers:
            server.terminate()
        for made in ("owner.pem", "owner.pub.pem", "reviewer.pem", "reviewer.pub.pem", "cert.pem", "key.pem", "keys.json", "access.jsonl", "run.json"):
            Path(made).unlink(missing_ok=True)
        for made in ("other-machine", "restored"):
            shutil.rmtree(made, ignore_errors=True)
    print(f"{sum(rows)} of {len(rows)} as they should be")
    sys.exit(0 if all(rows) else 1)


if __name__ == "__main__":
    main()
