"""Clients that load a server as products do: some stream, some wait, one in ten leaves early, one in twenty sends what is no request.

Prints a line of JSON. Needs Python 3 and nothing else; see `run` beside it. What counts as an error of the server: a status of 500 and
above, a reply that breaks off, an answer to a malformed request that is not a refusal, and a refusal of a sound one other than "come
again". How long things take is measured here, in a process that shares the machine with the server.
"""
import argparse, asyncio, collections, json, random, statistics, time

PROMPTS = ["I was charged twice for the same payment.", "My card has not arrived yet, can you tell me where it is?",
           "How do I change my address?", "Someone has paid with my card in a city where I have never been!",
           "Why is there a fee for the transfer I made on Monday, and who decided that?"]
SCHEMA = {"type": "object", "properties": {"intent": {"enum": ["card", "fee", "other"]}, "urgent": {"type": "boolean"}},
          "required": ["intent", "urgent"], "additionalProperties": False}
MALFORMED = [b"{", b"[]", b"", b"nonsense", b'{"model": "dasllm"}', b'{"model": "dasllm", "messages": []}',
             b'{"model": "dasllm", "messages": [{"role": "nobody", "content": "x"}]}',
             b'{"model": "none", "messages": [{"role": "user", "content": "x"}]}',
             b'{"model": "dasllm", "messages": [{"role": "user", "content": "x"}], "max_tokens": -1}',
             b'{"model": "dasllm", "messages": [{"role": "user", "content": "x"}], "temperature": "hot"}',
             b'\xff\xfe{"model"', b'{"a":' * 3000]


class Broken(Exception):
    pass


class Client:
    def __init__(self, args, number, tally):
        self.args, self.tally, self.random = args, tally, random.Random(number)
        self.reader = self.writer = None

    async def run(self, end):
        while time.monotonic() < end:
            kind = self.random.random()
            try:
                if kind < 0.05:
                    await self.malformed()
                else:
                    await self.ask(leaves=kind < 0.15)
            except (Broken, OSError, asyncio.IncompleteReadError, ValueError) as fault:
                self.tally.error(f"{type(fault).__name__}: {fault}")
                self.close()
        self.close()

    async def connect(self):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.args.host, self.args.port)

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    async def send(self, body):
        await self.connect()
        self.writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                          + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        status = int((await self.reader.readline()).split()[1])
        headers = {}
        while (line := await self.reader.readline()).strip():
            name, value = line.decode("latin-1").split(":", 1)
            headers[name.lower()] = value.strip()
        return status, headers

    async def pieces(self, headers):
        """The body as it comes."""
        if "content-length" in headers:
            yield await self.reader.readexactly(int(headers["content-length"]))
        else:
            while size := int((await self.reader.readline()).strip(), 16):
                yield await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readline()
        if headers.get("connection") == "close":
            self.close()

    async def malformed(self):
        if self.random.random() < 0.2:  # half a request, then gone
            await self.connect()
            self.writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
            self.close()
        else:
            status, headers = await self.send(self.random.choice(MALFORMED))
            async for _ in self.pieces(headers):
                pass
            if not 400 <= status < 500:
                raise Broken(f"a malformed request was answered with {status}")
        self.tally.count["malformed"] += 1

    async def ask(self, leaves):
        streamed = leaves or self.random.random() < 0.5
        bound = self.random.random() < 0.2
        body = {"model": self.args.model, "stream": streamed, "max_tokens": self.random.randint(8, 64), "seed": self.random.randint(0, 9),
                "messages": [{"role": "system", "content": "Answer the customer in a sentence."},
                             {"role": "user", "content": self.random.choice(PROMPTS)}]}
        if bound:
            body["max_tokens"] = 60
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}}
        began = time.monotonic()
        status, headers = await self.send(json.dumps(body).encode())
        text, first, read = b"", None, 0
        stay = self.random.randint(1, 10) if leaves else None
        async for piece in self.pieces(headers):
            text += piece
            read += 1
            if first is None and (not streamed or b'"content":"' in text):
                first = time.monotonic()
                self.tally.first.append(first - began)
            if stay is not None and read >= stay:
                self.tally.count["left"] += 1
                self.close()
                return
        if status == 429:
            self.tally.count["refused"] += 1
            await asyncio.sleep(float(headers["retry-after"]))
            return
        if status != 200:
            raise Broken(f"status {status}: {text[:200]!r}")
        if streamed:
            events = [line[6:] for line in text.decode().split("\n") if line.startswith("data: ")]
            if events[-1] != "[DONE]":
                raise Broken("a stream has no end")
            chunks = [json.loads(event) for event in events[:-1]]
            if any("error" in chunk for chunk in chunks):
                raise Broken(str(chunks[-1]))
            choices = [chunk["choices"][0] for chunk in chunks if chunk["choices"]]
            answer = "".join(choice["delta"].get("content") or "" for choice in choices)
            finish = choices[-1]["finish_reason"]
        else:
            choice = json.loads(text)["choices"][0]
            answer, finish = choice["message"]["content"], choice["finish_reason"]
        if bound and finish == "stop" and set(json.loads(answer)) != {"intent", "urgent"}:
            raise Broken(f"an answer is not what its schema allows: {answer}")
        self.tally.count["answered"] += 1
        self.tally.whole.append(time.monotonic() - began)


class Tally:
    def __init__(self):
        self.count, self.faults = collections.Counter(), collections.Counter()
        self.first, self.whole, self.memory = [], [], []

    def error(self, what):
        self.count["errors"] += 1
        self.faults[what[:200]] += 1

    async def watch(self, pid):
        while True:
            with open(f"/proc/{pid}/status") as status:
                fields = dict(line.split(":", 1) for line in status)
            self.memory.append((int(fields["VmRSS"].split()[0]) // 1024, int(fields["Threads"])))
            await asyncio.sleep(2)


def quantiles(values):
    ordered = sorted(values)
    pick = lambda q: round(ordered[min(len(ordered) - 1, int(q * len(ordered)))], 3)
    return {"median": pick(0.5), "p99": pick(0.99), "most": pick(1)} if ordered else None


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True, help="the server's, whose memory is looked at")
    parser.add_argument("--model", default="dasllm")
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    args = parser.parse_args()
    tally = Tally()
    watch = asyncio.create_task(tally.watch(args.pid))
    began = time.monotonic()
    await asyncio.gather(*(Client(args, i, tally).run(began + args.seconds) for i in range(args.clients)))
    took = time.monotonic() - began
    watch.cancel()
    memory = [megabytes for megabytes, _ in tally.memory]
    quarter = max(1, len(memory) // 4)
    print(json.dumps({
        "clients": args.clients, "seconds": round(took, 1), **{k: tally.count[k] for k in ("answered", "left", "malformed", "refused", "errors")},
        "answers_per_second": round(tally.count["answered"] / took, 1),
        "first_token_seconds": quantiles(tally.first), "answer_seconds": quantiles(tally.whole),
        "memory_mb_by_quarter": [round(statistics.mean(memory[i:i + quarter])) for i in range(0, len(memory) - quarter + 1, quarter)],
        "memory_mb_most": max(memory), "threads_most": max(threads for _, threads in tally.memory), "faults": dict(tally.faults)}))


asyncio.run(main())
