"""Writes a frozen snapshot that Metarefresh reads. Needs numpy; takes torch tensors as well.

    write_snapshot("snapshots/mine", manifest, tensors, vocabularies)

``manifest`` is the content of snapshot.json without "format" and "files", ``tensors`` maps names to arrays or torch tensors of
float32, and ``vocabularies`` maps names to lists of ids, the first of which stands for every unknown one. Tensor names and shapes:

    meta.L.weight [in, out], meta.L.bias [out]                   the meta block
    global.0.entity.weight [D, H], global.0.context.weight [C, H], global.0.bias [H]
    global.product.weight [C, D], global.product.bias [D]        where global_block.product is true
    global.J.weight, global.J.bias                               further layers, J = 1, 2, ...
    head.weight [H, 1], head.bias [1]
    inner_loop.learning_rates [steps, 2 * meta layers]           columns W_1, b_1, W_2, b_2, ...
    NAME [rows, width]                                           each table that an "ids" feature names

torch keeps the weight of a Linear as [out, in]: ``linear(prefix, module)`` turns it round.
"""

import hashlib
import json
import os
import pathlib
import struct
import tempfile

import numpy

UNKNOWN = "<unknown>"


def linear(prefix, module):
    """The tensors of a torch.nn.Linear under the names of the format; without a bias only the weight."""
    tensors = {prefix + ".weight": module.weight.T}
    if module.bias is not None:
        tensors[prefix + ".bias"] = module.bias
    return tensors


def write_snapshot(directory, manifest, tensors, vocabularies=None):
    """Writes the directory, which must not exist yet: complete, or not at all. ValueError says what does not fit."""
    directory = pathlib.Path(directory)
    if directory.exists():
        raise ValueError(f"{directory} exists: a snapshot is never changed, write another one")
    for key in ("format", "files"):
        if key in manifest:
            raise ValueError(f"manifest: '{key}' is written by this function")
    files = {"weights.safetensors": safetensors({name: _array(name, tensor) for name, tensor in tensors.items()})}
    for name, ids in (vocabularies or {}).items():
        files[f"vocabulary/{name}.txt"] = _vocabulary(name, ids)
    complete = {
        "format": "metarefresh-snapshot/1",
        **manifest,
        "files": {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()},
    }
    files["snapshot.json"] = (json.dumps(complete, indent=2, allow_nan=False) + "\n").encode()

    directory.parent.mkdir(parents=True, exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix=directory.name + ".", dir=directory.parent))
    for name, data in files.items():
        path = scratch / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    scratch.chmod(0o755)
    os.rename(scratch, directory)


def safetensors(arrays):
    """The bytes of a safetensors file of float32 arrays, as safetensors.numpy.save returns them."""
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values())


def _array(name, tensor):
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu().numpy()
    array = numpy.ascontiguousarray(tensor, dtype="<f4")
    if not numpy.isfinite(array).all():
        raise ValueError(f"tensor '{name}' holds a number that is not finite")
    return array


def _vocabulary(name, ids):
    if not ids or ids[0] != UNKNOWN:
        raise ValueError(f"vocabulary '{name}': the first id must be '{UNKNOWN}'")
    if len(set(ids)) != len(ids):
        raise ValueError(f"vocabulary '{name}' holds an id twice")
    for entry in ids:
        if not entry or "\n" in entry or "\r" in entry:
            raise ValueError(f"vocabulary '{name}': {entry!r} cannot be a line")
    return "".join(entry + "\n" for entry in ids).encode()
