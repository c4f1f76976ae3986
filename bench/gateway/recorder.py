"""For mitmdump -s: writes the SHA-256 of the bodies of every exchange, as they were on the wire, one line each."""

import hashlib
import os

out = open(os.environ["HASHES"], "w")


def response(flow):
    request, reply = flow.request.raw_content or b"", flow.response.raw_content or b""
    out.write(hashlib.sha256(request).hexdigest() + " " + hashlib.sha256(reply).hexdigest() + "\n")
    out.flush()
