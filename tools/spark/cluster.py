#!/usr/bin/env python3
"""Curates the same rows on real standalone clusters of several Sparks, and compares what comes out, hash for hash.

    ./mvnw -pl dataset -am -DskipTests package
    python tools/spark/cluster.py [--spark 4.1.3:2.13 --spark 3.5.9:2.13 --spark DIR] [--rows 20000] [--input FILE] [--kill] [--work DIR]

A --spark is a version with its Scala, whose jars Maven fetches as Spark's own POM asks for them, or the folder of an unpacked
distribution (bin/, jars/). The first is also run as local[1] and local[4]. For each a master and two workers of one core and a process
of their own are started, and the job is submitted to them as a scheduler would submit it. With --kill one executor is ended by SIGKILL in
the midst of each job on a cluster. The script ends with 1 where any hash differs, where a job fails, or where no executor was lost
though one was to be.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOB = "org.dasllm.dataset.spark.CurateJob"
LABELS = ["invoice", "delivery", "password", "complaint", "cancel"]
RUN = {
    "task": {"kind": "json", "fields": {"topic": LABELS, "since": "date", "score": "number"}},
    "curate": {
        "split": {"train": 0.8, "validation": 0.1, "test": 0.1},
        "near_duplicates": {"remove": True},
        "together": ["customer"],
        "conflicts": {"rule": "vote"},
        "masking": {},
    },
}


def samples(rows, seed):
    """Messages with duplicates, near ones, conflicts, personal data, fixed test rows, wrong answers and broken lines among them."""
    rng = random.Random(seed)
    words = ["".join(rng.choice("abcdefghiklmnoprstuvw") for _ in range(rng.randint(3, 9))) for _ in range(4000)]
    texts = []
    for i in range(rows):
        kind = rng.random()
        if texts and kind < 0.05:
            text = rng.choice(texts)
        elif texts and kind < 0.15:
            near = rng.choice(texts).split(" ")
            near[rng.randrange(len(near))] = rng.choice(words)
            text = " ".join(near)
        else:
            text = " ".join(rng.choice(words) for _ in range(rng.randint(8, 40)))
        if kind > 0.97:
            text += f" write to user{i}@example.org or call +49 30 {rng.randint(1000000, 9999999)}"
        texts.append(text)
        topic = rng.choice(LABELS) if kind < 0.99 else "other"
        answer = {"topic": topic, "since": "2026-02-30" if kind > 0.985 else "2026-02-10", "score": round(rng.random(), 3)}
        if 0.3 < kind < 0.305:
            yield '{"id": "half of a line", "gro'
            continue
        yield json.dumps({
            "id": f"s{i}", "group": f"g{rng.randrange(rows)}", "split": "test" if rng.random() < 0.02 else None,
            "prompt": [{"role": "user", "content": text}], "completion": json.dumps(answer), "gold": None,
            "attributes": {"customer": f"c{rng.randrange(rows * 4)}", "channel": rng.choice(["web", "phone"])},
            "source": rng.choice(["teacher:a", "teacher:b"])})


class Spark:
    """A Spark and where it lies; commands are made by its own launcher, as bin/spark-class does it."""

    def __init__(self, what, work):
        self.name = what if ":" in what else Path(what).resolve().name
        self.home = Path(what) if ":" not in what else self.fetched(what, work)
        self.home = self.home.resolve()
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("SPARK_")}
        self.env.update(SPARK_HOME=str(self.home), SPARK_LOCAL_IP="127.0.0.1", SPARK_SCALA_VERSION="2.13")

    @staticmethod
    def fetched(what, work):
        version, scala = what.split(":")
        home = work / f"spark-{version}-{scala}"
        if not (home / "done").exists():
            subprocess.run([ROOT / "mvnw", "-B", "-ntp", "-q", "-f", ROOT / "tools/spark/pom.xml", f"-Dspark={version}", f"-Dscala={scala}",
                            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies",
                            f"-DoutputDirectory={home}/jars"], check=True, stdout=subprocess.DEVNULL)
            (home / "done").touch()
        return home

    def start(self, name, arguments, work):
        launcher = self.home / "bin/spark-class"
        if launcher.exists():
            command = [str(launcher), *arguments]
        else:
            java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
            made = subprocess.run([java, "-cp", f"{self.home}/jars/*", "org.apache.spark.launcher.Main", *arguments],
                                  env=self.env, check=True, capture_output=True).stdout
            command = [part.decode().strip("\n") for part in made.split(b"\0") if part.strip()]
        log = (work / f"{name}.log").open("wb")
        return subprocess.Popen(command, env={**self.env, "SPARK_LOCAL_DIRS": str(work / "local")}, cwd=work, stdout=log, stderr=log,
                                start_new_session=True)


class Cluster:
    """A master and two workers on the loopback."""

    def __init__(self, spark, work):
        work.mkdir(parents=True, exist_ok=True)
        self.spark, self.work, self.processes = spark, work, []
        self.port, self.web = free_port(), free_port()
        self.url = f"spark://127.0.0.1:{self.port}"

    def __enter__(self):
        self.launch("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port),
                    "--webui-port", str(self.web))
        wait_for(lambda: self.state() is not None, "the master does not answer; see " + str(self.work / "master.log"))
        for worker in ("worker-1", "worker-2"):
            self.launch(worker, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1",
                        "--memory", "1g", "--work-dir", str(self.work / worker), self.url)
        wait_for(lambda: (self.state() or {}).get("aliveworkers") == 2, "the workers do not come; see " + str(self.work))
        return self

    def launch(self, name, *arguments):
        self.processes.append(self.spark.start(name, arguments, self.work))

    def state(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/json/", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return None

    def executors(self):
        """Process ids of executors of this cluster's workers, the youngest first."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                except OSError:
                    continue
                if any("CoarseGrainedExecutorBackend" in part for part in command) and any(self.url_of_workers(command)):
                    found.append(int(entry.name))
        return sorted(found, reverse=True)

    def url_of_workers(self, command):
        own = {str(process.pid) for process in self.processes}
        at = command.index("--worker-url") if "--worker-url" in command else -1
        log = "".join((self.work / f"{name}.log").read_text(errors="replace") for name in ("worker-1", "worker-2"))
        yield at >= 0 and own and command[at + 1].rsplit(":", 1)[-1] in re.findall(r"Starting Spark worker 127\.0\.0\.1:(\d+)", log)

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(holds, message, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            sys.exit(message)
        time.sleep(0.2)


def submit(spark, master, work, name, jar, config, out, source, cluster=None):
    """Runs the job and returns seconds and how many executors were killed. With a cluster, one is killed when tasks have ended in it."""
    arguments = ["org.apache.spark.deploy.SparkSubmit", "--master", master, "--class", JOB, "--driver-memory", "1g",
                 "--conf", "spark.executor.memory=768m", "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.ui.enabled=false",
                 "--conf", "spark.sql.shuffle.partitions=4", str(jar), "--config", config.as_uri(), "--out", out.as_uri(),
                 *(source if isinstance(source, list) else [source.as_uri()])]
    log = work / f"{name}.log"
    started, killed = time.monotonic(), 0
    process = spark.start(name, arguments, work)
    while process.poll() is None:
        if cluster and not killed:
            finished = len(re.findall(r"Finished task", log.read_text(errors="replace")))
            executors = cluster.executors() if finished >= 12 else []
            if len(executors) == 2:
                os.kill(executors[0], signal.SIGKILL)
                killed = executors[0]
        time.sleep(0.2)
    if process.returncode:
        sys.exit(f"{name}: spark-submit ended with {process.returncode}; see {log}")
    text = log.read_text(errors="replace")
    if cluster and not (killed and re.search(r"Lost executor|ExecutorLostFailure", text)):
        sys.exit(f"{name}: no executor was lost; give more rows")
    return time.monotonic() - started, text


def result(out):
    """The manifest's sorted SHA-256 of rows, and of the files whose bytes may not differ either."""
    rows = json.loads((out / "manifest.json").read_text())["rows"]
    files = ["train.jsonl", "validation.jsonl", "test.jsonl", "review.csv", "sealed-test.jsonl"]
    return {**rows, **{name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--spark", action="append", metavar="VERSION:SCALA|DIR")
    parser.add_argument("--rows", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--input", type=Path, help="JSON Lines of samples instead of generated ones")
    parser.add_argument("--config", type=Path, help="a resolved run instead of the script's own")
    parser.add_argument("--kill", action="store_true", help="end one executor in the midst of each job on a cluster")
    parser.add_argument("--work", type=Path, default=ROOT / "dataset/target/clusters")
    args = parser.parse_args()
    jars = sorted(ROOT.glob("dataset/target/dasllm-dataset-*-spark.jar"))
    if len(jars) != 1:
        sys.exit("There is no dataset/target/dasllm-dataset-*-spark.jar; run ./mvnw -pl dataset -am -DskipTests package first")
    work = args.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    jar = work / "job.jar"
    shutil.copy(jars[0], jar)  # a build beside this changes nothing
    source = args.input.resolve() if args.input else work / "samples.jsonl"
    if not args.input:
        source.write_text("".join(line + "\n" for line in samples(args.rows, args.seed)))
    config = args.config.resolve() if args.config else work / "run.json"
    if not args.config:
        config.write_text(json.dumps(RUN))

    sparks = [Spark(what, work) for what in args.spark or ["4.1.3:2.13", "3.5.9:2.13"]]
    jobs = [(sparks[0], "local[1]"), (sparks[0], "local[4]")] + [(spark, "") for spark in sparks]
    expected, equal = None, True
    for at, (spark, master) in enumerate(jobs):
        folder = work / f"job-{at}"
        folder.mkdir(exist_ok=True)
        out = folder / "dataset"
        if master:
            seconds, text = submit(spark, master, folder, "submit", jar, config, out, source)
        else:
            with Cluster(spark, folder) as cluster:
                seconds, text = submit(spark, cluster.url, folder, "submit", jar, config, out, source,
                                       cluster if args.kill else None)
        found = result(out)
        expected = expected or found
        equal &= found == expected
        place = master or "master and two workers" + (", an executor killed" if args.kill else "")
        said = next((line for line in reversed(text.splitlines()) if re.match(r"\d+ lines: train ", line)), "")
        version = json.loads((out / "card.json").read_text())["versions"]["Apache Spark"]
        print(f"{spark.name} (Spark {version}), {place}: {seconds:.0f} s, {'the same' if found == expected else 'OTHER HASHES'}; {said}",
              flush=True)
    for name, digest in expected.items():
        print(f"  {name:20} {digest}")
    sys.exit(0 if equal else "The results differ")


if __name__ == "__main__":
    main()
