"""Writes a PyTorch model with a meta block and a global block as a snapshot that Metarefresh reads.

Needs torch only (Debian: apt-get install python3-torch libopenblas0-pthread). The model here sees the two columns
that `metarefresh import movielens` writes, item_statistics and genres, and keeps its initial weights: put your own training where
the comment says. Usage: python3 export_snapshot.py DIRECTORY
"""

import hashlib
import json
import pathlib
import struct
import sys

import torch

EMBEDDING, STEPS, STATISTICS, GENRE_WIDTH = 16, 3, 2, 8
GENRES = ["<unknown>", "Action", "Comedy", "Drama", "Romance", "Sci-Fi", "Thriller"]

torch.manual_seed(1)
# No entity features: the meta block starts from its biases, d0 = 0.
meta = [torch.nn.Linear(0, 64), torch.nn.Linear(64, EMBEDDING)]
genres = torch.nn.Embedding(len(GENRES), GENRE_WIDTH)
context = torch.nn.Linear(STATISTICS + GENRE_WIDTH, 64)  # C and a
entity = torch.nn.Linear(EMBEDDING, 64, bias=False)  # A
product = torch.nn.Linear(STATISTICS + GENRE_WIDTH, EMBEDDING)  # Q and q
hidden = torch.nn.Linear(64 + EMBEDDING, 32)
head = torch.nn.Linear(32, 1)
torch.nn.init.normal_(meta[0].bias, std=0.1)
# ... your meta-training goes here ...

# torch keeps a Linear's weight as [out, in]; the snapshot wants [in, out].
tensors = {
    "meta.0.weight": meta[0].weight.T,
    "meta.0.bias": meta[0].bias,
    "meta.1.weight": meta[1].weight.T,
    "meta.1.bias": meta[1].bias,
    "global.0.entity.weight": entity.weight.T,
    "global.0.context.weight": context.weight.T,
    "global.0.bias": context.bias,
    "global.product.weight": product.weight.T,
    "global.product.bias": product.bias,
    "global.1.weight": hidden.weight.T,
    "global.1.bias": hidden.bias,
    "head.weight": head.weight.T,
    "head.bias": head.bias,
    "context.genres": genres.weight,
    "inner_loop.learning_rates": torch.full((STEPS, 4), 0.5),
}


def safetensors(named):
    """What safetensors.torch.save(named) returns, without the package."""
    header, body = {}, b""
    for name, tensor in named.items():
        data = tensor.detach().to(torch.float32).contiguous().numpy().astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


files = {
    "weights.safetensors": safetensors(tensors),
    "vocabulary/genres.txt": "".join(genre + "\n" for genre in GENRES).encode(),
}
manifest = {
    "format": "metarefresh-snapshot/1",
    "model_name": "from-pytorch",
    "model_version": 1,
    "created_at": "2026-01-01T00:00:00Z",
    "entity": "member",
    "embedding_dimension": EMBEDDING,
    "entity_features": [],
    "context_features": [
        {"name": "item_statistics", "kind": "dense", "width": STATISTICS},
        {"name": "genres", "kind": "ids", "table": "context.genres", "vocabulary": "genres", "pooling": "mean"},
    ],
    "meta_block": {
        "layers": [{"units": 64, "activation": "relu"}, {"units": EMBEDDING, "activation": "identity"}]
    },
    "global_block": {
        "layers": [{"units": 64, "activation": "relu"}, {"units": 32, "activation": "relu"}],
        "product": True,
    },
    "inner_loop": {
        "steps": STEPS,
        "loss": "logistic",
        "prior_weight": 4.0,
        "max_gradient_norm": None,
        "support_max_size": 64,
        "support_horizon": "P365D",
        "half_life": None,
        "max_embedding_norm": None,
    },
    "training": {"by": "export_snapshot.py"},
    "files": {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()
    },
}

directory = pathlib.Path(sys.argv[1])
for name, data in files.items():
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
(directory / "snapshot.json").write_text(json.dumps(manifest, indent=2))
print(f"wrote {directory}")
