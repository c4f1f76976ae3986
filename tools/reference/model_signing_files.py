"""OpenSSF Model Signing's own tool on both sides: it signs the folder that `signing`'s tests read, and verifies what dasllm signed.

    model_signing_files.py                           signs the fixture anew
    model_signing_files.py check FOLDER PUBLIC_KEY   verifies a folder that `dasllm sign` signed with the key

Needs an environment of its own: model-signing==1.1.1 and pyOpenSSL==26.4.0, which that version imports and does not name.
"""

import hashlib
import json
import pathlib
import shutil
import sys
import tempfile
from importlib.metadata import version

import model_signing
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = pathlib.Path(__file__).resolve().parents[2] / "signing/src/test/resources/reference/model-signing"
CURVES = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}
PASSPHRASE = b"correct horse battery staple"

# Names whose order differs between whole paths and their parts, and between UTF-16 and code points. The tests make the folder of
# files.json, since a build in another locale than UTF-8 could not even copy such files.
FILES = {
    "weights.bin": bytes(range(256)) * 4,
    "empty.txt": b"",
    "a/b.txt": b"in a folder\n",
    "a-b.txt": b"beside it\n",
    "a.txt": b"and another\n",
    "a/deep/er/c.json": b'{"key": 1}\n',
    "\uffee.txt": b"a late letter of the first plane\n",
    "\U0001f511.txt": b"a letter beyond it\n",
    "with space.txt": b"\n",
}


def pem(key, password=None):
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


def public(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def sign(folder, private_key, signature):
    model_signing.signing.Config().use_elliptic_key_signer(private_key=private_key).set_hashing_config(
        model_signing.hashing.Config().set_ignored_paths(
            paths=[signature.relative_to(folder)] if signature.is_relative_to(folder) else []
        )
    ).sign(folder, signature)


def make():
    # The README is written by hand and stays.
    for path in HERE.iterdir() if HERE.exists() else []:
        if path.name != "README.md":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    HERE.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp()) / "folder"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (HERE / "files.json").write_text(
        json.dumps({name: content.hex() for name, content in FILES.items()}, indent=1) + "\n"
    )
    for name, curve in CURVES.items():
        key = ec.generate_private_key(curve)
        (HERE / f"{name}.pem").write_bytes(pem(key))
        (HERE / f"{name}.encrypted.pem").write_bytes(pem(key, PASSPHRASE))
        (HERE / f"{name}.pub.pem").write_bytes(public(key))
        sign(folder, HERE / f"{name}.pem", HERE / f"{name}.sig")
    # As the tool does it by default: the signature in the folder.
    inside = HERE / "inside"
    inside.mkdir()
    (inside / "weights.bin").write_bytes(b"\x01\x02\x03")
    sign(inside, HERE / "p256.pem", inside / "model.sig")
    (HERE / "passphrase.txt").write_bytes(PASSPHRASE + b"\n")
    packages = ["model-signing", "cryptography", "sigstore-models", "in-toto-attestation", "protobuf"]
    versions = {name: version(name) for name in packages}
    (HERE / "versions.json").write_text(json.dumps(versions, indent=2) + "\n")


def check(folder, public_key):
    hint = hashlib.sha256(public_key.read_bytes()).hexdigest()
    signature = folder / "signatures" / f"{hint[:16]}.sig"
    verifying = lambda: model_signing.verifying.Config().use_elliptic_key_verifier(public_key=public_key)
    verifying().verify(folder, signature)
    print(f"model-signing {version('model-signing')} verifies {folder} by {signature.name}")
    # And it finds what is changed, missing and extra, so that the agreement above means something.
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and "signatures" not in path.parts]
    found = 0
    for path in files:
        content = path.read_bytes()
        for changed in (bytes([(content + b"\0")[0] ^ 1]) + content[1:], None):
            path.unlink()
            if changed is not None:
                path.write_bytes(changed)
            try:
                verifying().verify(folder, signature)
            except ValueError:
                found += 1
            path.write_bytes(content)
    print(f"it refuses {found} of {2 * len(files)} copies with one file changed or missing")
    assert found == 2 * len(files)
    verifying().verify(folder, signature)


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    else:
        make()
