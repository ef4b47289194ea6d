"""Tries to write snapshots that do not fit their manifest; each must be refused with a line that names it, and leave nothing behind.

Usage: python3 refused_exports.py DIRECTORY. Writes one good snapshot, DIRECTORY/fine. Needs numpy.
"""

import copy
import os
import pathlib
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "python"))
from metarefresh_snapshot import UNKNOWN, write_snapshot  # noqa: E402

MANIFEST = {
    "model_name": "small",
    "model_version": 1,
    "created_at": "2026-01-01T00:00:00Z",
    "entity": "member",
    "embedding_dimension": 4,
    "entity_features": [{"name": "age", "kind": "dense", "width": 2}],
    "context_features": [
        {"name": "genres", "kind": "ids", "table": "context.genres", "vocabulary": "genres", "pooling": "mean"},
        {"name": "price", "kind": "dense", "width": 1},
    ],
    "meta_block": {"layers": [{"units": 5, "activation": "relu"}, {"units": 4, "activation": "identity"}]},
    "global_block": {"layers": [{"units": 6, "activation": "relu"}, {"units": 3, "activation": "relu"}], "product": True},
    "inner_loop": {
        "steps": 2,
        "loss": "logistic",
        "prior_weight": 1.0,
        "max_gradient_norm": None,
        "support_max_size": 8,
        "support_horizon": "P9D",
        "half_life": None,
        "max_embedding_norm": None,
    },
    "training": None,
}
SHAPES = {
    "meta.0.weight": (2, 5), "meta.0.bias": (5,), "meta.1.weight": (5, 4), "meta.1.bias": (4,),
    "global.0.entity.weight": (4, 6), "global.0.context.weight": (4, 6), "global.0.bias": (6,),
    "global.product.weight": (4, 4), "global.product.bias": (4,),
    "global.1.weight": (10, 3), "global.1.bias": (3,),
    "head.weight": (3, 1), "head.bias": (1,),
    "inner_loop.learning_rates": (2, 4), "context.genres": (3, 3),
}  # fmt: skip
VOCABULARIES = {"genres": [UNKNOWN, "comedy", "drama"]}


def tensors(**changes):
    made = {name: numpy.full(shape, 0.1, dtype="float32") for name, shape in SHAPES.items()}
    for name, shape in changes.items():
        if shape is None:
            del made[name]
        else:
            made[name] = numpy.zeros(shape, dtype="float32")
    return made


def without_layers():
    manifest = copy.deepcopy(MANIFEST)
    del manifest["meta_block"]["layers"]
    return manifest


REFUSED = [
    ("head.bias", MANIFEST, tensors(**{"head.bias": None}), VOCABULARIES),
    ("'meta.0.weight' must have shape [2, 5], not [5, 2]", MANIFEST, tensors(**{"meta.0.weight": (5, 2)}), VOCABULARIES),
    ("'meta.1.weight'", MANIFEST, tensors(**{"meta.1.weight": (4, 5)}), VOCABULARIES),
    ("'global.1.weight' must have shape [10, 3]", MANIFEST, tensors(**{"global.1.weight": (6, 3)}), VOCABULARIES),
    ("'global.0.context.weight'", MANIFEST, tensors(**{"global.0.context.weight": (3, 6)}), VOCABULARIES),
    ("'global.product.weight'", MANIFEST, tensors(**{"global.product.weight": (4, 5)}), VOCABULARIES),
    ("'inner_loop.learning_rates' must have shape [2, 4]", MANIFEST, tensors(**{"inner_loop.learning_rates": (3, 4)}), VOCABULARIES),
    ("'context.genres' must have shape [3, width], not [4, 3]", MANIFEST, tensors(**{"context.genres": (4, 3)}), VOCABULARIES),
    ("'context.genres' must have shape [3, width], not absent", MANIFEST, tensors(**{"context.genres": None}), VOCABULARIES),
    ("'meta.2.weight' is not one that the model has", MANIFEST, tensors(**{"meta.2.weight": (4, 4)}), VOCABULARIES),
    ("'other' is not one that a feature names", MANIFEST, tensors(), {**VOCABULARIES, "other": [UNKNOWN]}),
    ("'genres' is missing", MANIFEST, tensors(), {}),
    ("'../genres': the name must match", MANIFEST, tensors(), {**VOCABULARIES, "../genres": [UNKNOWN]}),
    ("the first id must be", MANIFEST, tensors(), {"genres": ["comedy", "drama", "crime"]}),
    ("manifest: 'layers' is missing", without_layers(), tensors(), VOCABULARIES),
]


def main(directory):
    directory = pathlib.Path(directory)
    write_snapshot(directory / "fine", MANIFEST, tensors(), VOCABULARIES)
    for problem, manifest, arrays, vocabularies in REFUSED:
        expect(ValueError, problem, directory, manifest, arrays, vocabularies)
    # What fails half way, like a full disk, leaves nothing either.
    rename, os.rename = os.rename, lambda *paths: (_ for _ in ()).throw(OSError("no space left"))
    expect(OSError, "no space left", directory, MANIFEST, tensors(), VOCABULARIES)
    os.rename = rename
    print(f"{len(REFUSED) + 1} refused")


def expect(kind, problem, directory, manifest, arrays, vocabularies):
    try:
        write_snapshot(directory / "refused", manifest, arrays, vocabularies)
    except kind as error:
        if problem not in str(error) or "\n" in str(error):
            sys.exit(f"expected {problem!r}, not {error}")
    else:
        sys.exit(f"written in spite of {problem!r}")
    left = sorted(path.name for path in directory.iterdir())
    if left != ["fine"]:
        sys.exit(f"left behind after {problem!r}: {left}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
