"""Where the fixtures stand, and how they are written: every run of a script gives the same bytes."""

import json
import os
import platform
import shutil
import warnings
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import torch  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from transformers.utils import logging  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "model/src/test/resources/reference"
TRAINER = ROOT / "trainer/src/test/resources/reference"
SHARED = ROOT.parent / "shared/data"

PACKAGES = ["torch", "transformers", "peft", "trl", "bitsandbytes", "safetensors", "tokenizers", "jinja2", "numpy"]


def prepare():
    """One thread, no non-deterministic kernels, float32 matmuls in float32."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.set_float32_matmul_precision("highest")
    warnings.filterwarnings("ignore", category=FutureWarning)
    logging.disable_progress_bar()


def fresh(folder):
    """A folder at this place with nothing in it but its README."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "README.md":
            entry.unlink()
    return folder


def write_json(path, value, indent=1):
    path.write_text(json.dumps(value, indent=indent, allow_nan=False, ensure_ascii=False) + "\n", encoding="utf-8")


def write_tensors(path, tensors):
    save_file({name: value.detach().contiguous().clone() for name, value in tensors.items()}, path)


def tidy_adapter(folder):
    """PEFT writes its module lists in the order of a hash set, and the base's path: sorted, and the folder's name alone."""
    (folder / "README.md").unlink(missing_ok=True)
    config = json.loads((folder / "adapter_config.json").read_text())
    if config["base_model_name_or_path"]:
        config["base_model_name_or_path"] = Path(config["base_model_name_or_path"]).name
    for key in ("target_modules", "modules_to_save", "exclude_modules"):
        if isinstance(config.get(key), list):
            config[key] = sorted(config[key])
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True))


def write_versions(root):
    """What made the fixtures below this root."""
    root.mkdir(parents=True, exist_ok=True)
    versions = {package: version(package) for package in PACKAGES}
    versions["python"] = platform.python_version()
    versions["device"] = "cpu"
    write_json(root / "versions.json", versions)
