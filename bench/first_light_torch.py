"""The same single layers as first light's, in PyTorch: bf16 frozen weights, LoRA of rank 16 in float32 on all linear layers,
forward and backward. Prints one JSON document. Needs PyTorch 2 with CUDA; not run by the build.

    python3 first_light_torch.py [--tokens 16384] [--length 2048] [--repeats 10] [--compile]
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F

WIDTHS = {
    "qwen2.5-0.5b": (896, 14, 2, 64, 4864),
    "llama-3.2-1b": (2048, 32, 8, 64, 8192),
    "llama-3.1-8b": (4096, 32, 8, 128, 14336),
}
RANK = 16


class Lora(torch.nn.Module):
    def __init__(self, out, inputs):
        super().__init__()
        weight = torch.empty(out, inputs, device="cuda", dtype=torch.bfloat16).normal_(std=inputs**-0.5)
        self.weight = torch.nn.Parameter(weight, requires_grad=False)
        self.a = torch.nn.Parameter(torch.randn(RANK, inputs, device="cuda") * inputs**-0.5)
        self.b = torch.nn.Parameter(torch.randn(out, RANK, device="cuda") * RANK**-0.5)

    def forward(self, x):
        low = F.linear(F.linear(x, self.a.to(x.dtype)), self.b.to(x.dtype))
        return F.linear(x, self.weight) + 2 * low


def norm(x):
    return (x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-5)).to(x.dtype)


class Layer(torch.nn.Module):
    def __init__(self, hidden, heads, key_heads, size, inner, length):
        super().__init__()
        self.shape = (heads, key_heads, size)
        self.q = Lora(heads * size, hidden)
        self.k = Lora(key_heads * size, hidden)
        self.v = Lora(key_heads * size, hidden)
        self.o = Lora(hidden, heads * size)
        self.gate = Lora(inner, hidden)
        self.up = Lora(inner, hidden)
        self.down = Lora(hidden, inner)
        angles = torch.outer(
            torch.arange(length, device="cuda").float(),
            10_000.0 ** (-torch.arange(0, size, 2, device="cuda").float() / size),
        )
        self.cos = torch.cat([angles.cos()] * 2, -1)
        self.sin = torch.cat([angles.sin()] * 2, -1)

    def rotate(self, x):
        first, second = x.float().chunk(2, -1)
        return (x.float() * self.cos + torch.cat([-second, first], -1) * self.sin).to(x.dtype)

    def forward(self, x):
        heads, key_heads, size = self.shape
        batch, length, _ = x.shape
        n = norm(x)
        q = self.rotate(self.q(n).view(batch, length, heads, size).transpose(1, 2))
        k = self.rotate(self.k(n).view(batch, length, key_heads, size).transpose(1, 2))
        v = self.v(n).view(batch, length, key_heads, size).transpose(1, 2)
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        h = x + self.o(a.transpose(1, 2).reshape(batch, length, heads * size))
        n = norm(h)
        return h + self.down(F.silu(self.gate(n)) * self.up(n))


def timed(work):
    torch.cuda.synchronize()
    began = time.perf_counter()
    work()
    torch.cuda.synchronize()
    return 1000 * (time.perf_counter() - began)


def rates(size=8192):
    a = torch.randn(size, size, device="cuda", dtype=torch.bfloat16)
    b = torch.randn(size, size, device="cuda", dtype=torch.bfloat16)
    x = torch.randn(size, size, device="cuda")
    y = torch.randn(size, size, device="cuda")
    product = min(timed(lambda: a @ b) for _ in range(5))
    addition = min(timed(lambda: x.add_(y)) for _ in range(5))
    return {"product_teraflops": 2 * size**3 / product / 1e9, "gigabytes": 12 * size**2 / addition / 1e6}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=16384)
    parser.add_argument("--length", type=int, default=2048)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--compile", action="store_true")
    given = parser.parse_args()
    report = {"torch": torch.__version__, "card": torch.cuda.get_device_name(), "compiled": given.compile, "rates": rates()}
    report["layers"] = []
    for name, width in WIDTHS.items():
        hidden, heads, key_heads, size, inner = width
        layer = Layer(*width, given.length)
        if given.compile:
            layer = torch.compile(layer)
        shape = (given.tokens // given.length, given.length, hidden)
        x = torch.randn(shape, device="cuda", dtype=torch.bfloat16, requires_grad=True)
        gradient = torch.randn_like(x)

        def step():
            layer(x).backward(gradient)

        times = [timed(step) for _ in range(given.repeats + 3)][3:]
        parameters = hidden * (2 * heads * size + 2 * key_heads * size + 3 * inner)
        middle = statistics.median(times)
        report["layers"].append(
            {
                "width": name,
                "tokens": given.tokens,
                "step_millis": middle,
                "best_millis": min(times),
                "useful_teraflops": 4 * parameters * given.tokens / middle / 1e9,
            }
        )
        del layer, x, gradient
        torch.cuda.empty_cache()
    print(json.dumps(report, indent=2))


main()
