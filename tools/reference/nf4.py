"""bitsandbytes' NF4: codes, scales and dequantised values of a few matrices, blocks of 64, float32 scales (CPU).

Blocks run through the rows of a matrix: a block may begin in one row and end in the next. bitsandbytes has two
dequantisations on a CPU: its generic one, which is taken here (code times scale, as on a GPU), and a vectorised kernel which
gives other values where rows are no whole blocks (0.50.2, AVX-512); facts.json says where and by how much.
"""

import os

os.environ["TORCHDYNAMO_DISABLE"] = "1"

import bitsandbytes.functional as bnb  # noqa: E402
import torch  # noqa: E402
from bitsandbytes.backends.default.ops import _dequantize_4bit_compute  # noqa: E402

from reference_files import MODEL, fresh, prepare, write_json, write_tensors, write_versions  # noqa: E402

BLOCK = 64


def matrices():
    generator = torch.Generator().manual_seed(31)

    def random(*shape):
        return torch.randn(shape, generator=generator)

    extreme = random(8, 64)
    extreme[0, 5], extreme[1, 7], extreme[2, 0] = 3e4, -1e30, 1e-30
    extreme[3] *= 1e-38
    zeros = random(6, 64)
    zeros[1], zeros[4, 1:] = 0.0, 0.0
    # Every half-way point between two codes, and its neighbours: which side does a tie fall to?
    code = bnb.quantize_4bit(torch.ones(1, BLOCK), blocksize=BLOCK, quant_type="nf4")[1].code
    middle = (code[1:] + code[:-1]) / 2
    ties = torch.cat([torch.tensor([1.0]), middle, torch.nextafter(middle, torch.tensor(2.0)),
                      torch.nextafter(middle, torch.tensor(-2.0)), code, torch.tensor([-0.0, 0.0])])
    return {
        "usual": 0.02 * random(24, 128),
        "rows-of-80": 0.02 * random(48, 80),
        "rows-of-96": 0.05 * random(10, 96),
        "odd": random(7, 33),  # 231 values: the last block has 39
        "small": random(3, 5),
        "extreme": extreme,
        "zeros": zeros,
        "ties": ties[None],
        "bf16": (0.02 * random(16, 72)).bfloat16(),
        "fp16": (0.02 * random(16, 72)).half(),
    }


def unpacked(packed, count):
    """One code a byte: the first value of a pair is in the high half."""
    return torch.stack([packed.flatten() >> 4, packed.flatten() & 15], dim=1).flatten()[:count]


def main():
    prepare()
    write_versions(MODEL)
    folder = fresh(MODEL / "nf4")
    tensors, facts = {}, {}
    for name, matrix in matrices().items():
        packed, state = bnb.quantize_4bit(matrix, blocksize=BLOCK, quant_type="nf4")
        values = _dequantize_4bit_compute(packed.flatten(), state.absmax, state.code, BLOCK, matrix.shape, matrix.dtype)
        kernel = bnb.dequantize_4bit(packed, state)
        codes = unpacked(packed, matrix.numel())
        tensors[f"{name}.weight"] = matrix
        tensors[f"{name}.packed"] = packed.flatten()
        tensors[f"{name}.codes"] = codes
        tensors[f"{name}.absmax"] = state.absmax
        tensors[f"{name}.dequantised"] = values
        assert values.dtype == matrix.dtype and values.shape == matrix.shape
        largest = float((kernel.double() - values.double()).abs().max())
        assert largest == 0.0 or name.startswith("rows-of"), (name, largest)
        facts[name] = {
            "shape": list(matrix.shape), "type": str(matrix.dtype).removeprefix("torch."),
            "blocks": state.absmax.numel(), "packed_bytes": packed.numel(),
            "vectorised_kernel_differs_by": largest}
        print(name, facts[name])
    tensors["code"] = state.code
    write_tensors(folder / "nf4.safetensors", tensors)
    write_json(folder / "facts.json", {"block": BLOCK, "code": state.code.tolist(), "matrices": facts})


if __name__ == "__main__":
    main()
