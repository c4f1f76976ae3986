"""ggml's Q8_0 and Q4_0 of one matrix, quantised by the gguf package, whose rounding is llama.cpp's reference bit for bit.

    block-formats.safetensors: weight [24, 96] float32; q8_0 [24, 3 * 34] and q4_0 [24, 3 * 18] bytes as a GGUF file has
    them: a float16 scale, then 32 numbers of 8 bits, or 16 bytes with number i in the low half and number i + 16 in the high.
"""

from importlib.metadata import version

import numpy
import torch
from gguf import GGMLQuantizationType as Type
from gguf.quants import quantize

from reference_files import MODEL, fresh, prepare, write_json, write_tensors


def matrix():
    generator = torch.Generator().manual_seed(37)
    values = 0.02 * torch.randn(24, 96, generator=generator)
    values[0, :32] = 0.0  # a block of zeros
    values[1, 3], values[1, 40] = 30.0, -30.0  # one number that leaves nothing of the others
    values[2] *= 1e-6  # scales below float16's normal numbers
    values[3, :32] = torch.arange(-16, 16) / 2  # halves, which must be rounded away from zero
    values[4, 5], values[4, 6] = 2.0, -2.0  # two greatest magnitudes: the first one counts
    return values


def main():
    prepare()
    folder = fresh(MODEL / "block-formats")
    values = matrix()
    tensors = {"weight": values}
    for kind in (Type.Q8_0, Type.Q4_0):
        tensors[kind.name.lower()] = torch.from_numpy(quantize(values.numpy(), kind).view(numpy.uint8).copy())
    write_tensors(folder / "block-formats.safetensors", tensors)
    write_json(folder / "versions.json", {name: version(name) for name in ("gguf", "numpy", "torch")})


if __name__ == "__main__":
    main()
