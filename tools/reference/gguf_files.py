"""A GGUF file with every block type and every kind of value, and the float32 numbers that the gguf package reads from it.

    values.gguf: a tensor [2, 256] of each type, of random bytes with finite scales; a key of each kind of value.
    values.safetensors: the same tensors as float32.
    facts.json: the keys and values.
    split-0000i-of-00003.gguf: tensors and keys of the kinds above as three parts.
Needs the packages gguf, numpy and safetensors alone.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy
from gguf import GGMLQuantizationType as Type
from gguf import GGUFReader, GGUFValueType, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize
from safetensors.numpy import save_file

OUT = Path(__file__).resolve().parents[2] / "format/src/test/resources/reference/gguf"
ROWS, COLUMNS = 2, 256

# Where a block has its float16 scales, in bytes from its start.
SCALES = {
    Type.Q4_0: (0,), Type.Q4_1: (0, 2), Type.Q5_0: (0,), Type.Q5_1: (0, 2), Type.Q8_0: (0,), Type.IQ4_NL: (0,),
    Type.Q2_K: (80, 82), Type.Q3_K: (108,), Type.Q4_K: (0, 2), Type.Q5_K: (0, 2), Type.Q6_K: (208,), Type.IQ4_XS: (0,),
}

SCALARS = {
    "test.uint8": (200, GGUFValueType.UINT8), "test.int8": (-100, GGUFValueType.INT8),
    "test.uint16": (60000, GGUFValueType.UINT16), "test.int16": (-30000, GGUFValueType.INT16),
    "test.uint32": (4000000000, GGUFValueType.UINT32), "test.int32": (-2000000000, GGUFValueType.INT32),
    "test.uint64": (2**62 + 1, GGUFValueType.UINT64), "test.int64": (-(2**62) - 1, GGUFValueType.INT64),
    "test.float32": (0.1, GGUFValueType.FLOAT32), "test.float64": (0.1, GGUFValueType.FLOAT64),
    "test.true": (True, GGUFValueType.BOOL), "test.false": (False, GGUFValueType.BOOL),
    "test.text": ("Größe 漢字 🙂", GGUFValueType.STRING),
}
ARRAYS = {
    "test.texts": ["<s>", "", "Größe", "▁the"], "test.wholes": [1, 3, -6, 2], "test.reals": [0.0, -1.5, 0.25],
    "test.flags": [True, False],
}


def blocks(kind, generator):
    elements, size = GGML_QUANT_SIZES[kind]
    number = ROWS * COLUMNS // elements
    raw = generator.integers(0, 256, (number, size), dtype=numpy.uint8)
    for place in SCALES[kind]:
        scales = (generator.standard_normal(number) * 0.02).astype(numpy.float16)
        scales[0] = 6e-8  # the smallest of float16's numbers below its normal ones
        raw[:, place : place + 2] = scales.view(numpy.uint8).reshape(number, 2)
    return raw.reshape(ROWS, -1)


def write_parts():
    """Two tensors a part; the keys are in the first."""
    generator = numpy.random.default_rng(43)
    writer = GGUFWriter(OUT / "split.gguf", "test", split_max_tensors=2)
    writer.add_key_value("test.text", *SCALARS["test.text"])
    writer.add_array("test.texts", ARRAYS["test.texts"])
    floats = {}
    for i in range(5):
        floats[f"t{i}"] = generator.standard_normal((ROWS, 32)).astype(numpy.float32)
        writer.add_tensor(f"t{i}", floats[f"t{i}"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    save_file(floats, OUT / "split.safetensors")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    write_parts()
    generator = numpy.random.default_rng(41)
    writer = GGUFWriter(OUT / "values.gguf", "test")
    for key, (value, kind) in SCALARS.items():
        writer.add_key_value(key, value, kind)
    for key, values in ARRAYS.items():
        writer.add_array(key, values)
    writer.add_tensor("f32", generator.standard_normal((ROWS, COLUMNS)).astype(numpy.float32))
    writer.add_tensor("f16", generator.standard_normal((ROWS, COLUMNS)).astype(numpy.float16))
    writer.add_tensor("f64", generator.standard_normal((ROWS, COLUMNS)))
    writer.add_tensor("i32", generator.integers(-9, 9, (ROWS, COLUMNS), dtype=numpy.int32))
    wide = generator.standard_normal((ROWS, COLUMNS)).astype(numpy.float32).view(numpy.uint32)
    writer.add_tensor("bf16", (wide >> 16).astype(numpy.uint16).view(numpy.uint8), raw_dtype=Type.BF16)
    for kind in SCALES:
        writer.add_tensor(kind.name.lower(), blocks(kind, generator), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    reader = GGUFReader(OUT / "values.gguf")
    floats = {}
    for tensor in reader.tensors:
        if tensor.name == "i32":
            continue
        read = tensor.data if tensor.name == "f64" else dequantize(tensor.data, tensor.tensor_type)
        floats[tensor.name] = read.astype(numpy.float32).reshape(ROWS, COLUMNS)
    save_file(floats, OUT / "values.safetensors")
    facts = {key: value for key, (value, _) in SCALARS.items()} | ARRAYS
    (OUT / "facts.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    versions = {name: version(name) for name in ("gguf", "numpy", "safetensors")}
    (OUT / "versions.json").write_text(json.dumps(versions, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
