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

torch keeps the weight of a Linear as [out, in]: ``linear(prefix, module)`` turns it round. Names and shapes are compared with this
table before anything is written; ``metarefresh inspect DIRECTORY`` checks the rest as the job does.
"""

import hashlib
import json
import os
import pathlib
import re
import shutil
import struct
import tempfile

import numpy

UNKNOWN = "<unknown>"
VOCABULARY_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")


def linear(prefix, module):
    """The tensors of a torch.nn.Linear under the names of the format; without a bias only the weight."""
    tensors = {prefix + ".weight": module.weight.T}
    if module.bias is not None:
        tensors[prefix + ".bias"] = module.bias
    return tensors


def write_snapshot(directory, manifest, tensors, vocabularies=None):
    """Writes the directory, which must not exist yet: complete, or not at all. ValueError says in one line what does not fit."""
    directory = pathlib.Path(directory)
    if directory.exists():
        raise ValueError(f"{directory} exists: a snapshot is never changed, write another one")
    for key in ("format", "files"):
        if key in manifest:
            raise ValueError(f"manifest: '{key}' is written by this function")
    vocabularies = vocabularies or {}
    arrays = {name: _array(name, tensor) for name, tensor in tensors.items()}
    files = {f"vocabulary/{name}.txt": _vocabulary(name, ids) for name, ids in vocabularies.items()}
    problems = _problems(manifest, arrays, vocabularies)
    if problems:
        raise ValueError("; ".join(problems))
    files["weights.safetensors"] = safetensors(arrays)
    complete = {
        "format": "metarefresh-snapshot/1",
        **manifest,
        "files": {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()},
    }
    files["snapshot.json"] = (json.dumps(complete, indent=2, allow_nan=False) + "\n").encode()

    directory.parent.mkdir(parents=True, exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix=directory.name + ".", dir=directory.parent))
    try:
        for name, data in files.items():
            path = scratch / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        scratch.chmod(0o755)
        os.rename(scratch, directory)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def safetensors(arrays):
    """The bytes of a safetensors file of float32 arrays, as safetensors.numpy.save returns them."""
    header, offset = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays.values())


def _problems(manifest, arrays, vocabularies):
    """How tensors and vocabularies differ from what the manifest needs, by the table at the top of this file."""
    try:
        sides = [manifest["entity_features"], manifest["context_features"]]
        ids = [feature for side in sides for feature in side if feature["kind"] == "ids"]
        meta = [layer["units"] for layer in manifest["meta_block"]["layers"]]
        hidden = [layer["units"] for layer in manifest["global_block"]["layers"]]
        product = manifest["global_block"]["product"]
        steps = manifest["inner_loop"]["steps"]
        needed = {feature["vocabulary"] for feature in ids}
        tables = {feature["table"]: feature["vocabulary"] for feature in ids}
        dense = [[feature["width"] for feature in side if feature["kind"] == "dense"] for side in sides]
        looked_up = [[feature["table"] for feature in side if feature["kind"] == "ids"] for side in sides]
    except (KeyError, TypeError) as missing:
        return [f"manifest: {missing} is missing or of the wrong kind"]
    problems = [f"vocabulary '{name}' is not one that a feature names" for name in vocabularies if name not in needed]
    problems += [f"vocabulary '{name}' is missing" for name in sorted(needed - set(vocabularies))]
    for table, vocabulary in tables.items():
        shape = arrays[table].shape if table in arrays else None
        rows = len(vocabularies.get(vocabulary, []))
        if shape is None or len(shape) != 2 or shape[0] != rows or shape[1] < 1:
            problems.append(f"tensor '{table}' must have shape [{rows}, width], not {_shape(shape)}")
    if problems or not meta or not hidden:
        return problems or ["manifest: both blocks need a layer"]
    entity, context = (
        sum(widths) + sum(arrays[table].shape[1] for table in names) for widths, names in zip(dense, looked_up)
    )
    shapes = {}
    for layer, (inputs, units) in enumerate(zip([entity, *meta], meta)):
        shapes[f"meta.{layer}.weight"], shapes[f"meta.{layer}.bias"] = (inputs, units), (units,)
    dimension = meta[-1]
    shapes["global.0.entity.weight"] = (dimension, hidden[0])
    shapes["global.0.context.weight"] = (context, hidden[0])
    shapes["global.0.bias"] = (hidden[0],)
    inputs = hidden[0]
    if product:
        shapes["global.product.weight"], shapes["global.product.bias"] = (context, dimension), (dimension,)
        inputs += dimension
    for layer, units in enumerate(hidden[1:], start=1):
        shapes[f"global.{layer}.weight"], shapes[f"global.{layer}.bias"] = (inputs, units), (units,)
        inputs = units
    shapes["head.weight"], shapes["head.bias"] = (inputs, 1), (1,)
    shapes["inner_loop.learning_rates"] = (steps, 2 * len(meta))
    for name, shape in shapes.items():
        found = arrays[name].shape if name in arrays else None
        if found != shape:
            problems.append(f"tensor '{name}' must have shape {list(shape)}, not {_shape(found)}")
    problems += [f"tensor '{name}' is not one that the model has" for name in arrays if name not in {**shapes, **tables}]
    return problems


def _shape(shape):
    return "absent" if shape is None else str(list(shape))


def _array(name, tensor):
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu().numpy()
    array = numpy.ascontiguousarray(tensor, dtype="<f4")
    if not numpy.isfinite(array).all():
        raise ValueError(f"tensor '{name}' holds a number that is not finite")
    return array


def _vocabulary(name, ids):
    if not VOCABULARY_NAME.fullmatch(name):
        raise ValueError(f"vocabulary '{name}': the name must match {VOCABULARY_NAME.pattern}, it is a file's too")
    if not ids or ids[0] != UNKNOWN:
        raise ValueError(f"vocabulary '{name}': the first id must be '{UNKNOWN}'")
    if len(set(ids)) != len(ids):
        raise ValueError(f"vocabulary '{name}' holds an id twice")
    for entry in ids:
        if not entry or "\n" in entry or "\r" in entry:
            raise ValueError(f"vocabulary '{name}': {entry!r} cannot be a line")
    return "".join(entry + "\n" for entry in ids).encode()
