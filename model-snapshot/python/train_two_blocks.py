"""Meta-trains a model of two blocks with PyTorch and exports it as a snapshot.

Needs numpy and torch (Debian: apt-get install python3-torch libopenblas0-pthread). Members like one of two kinds of items; the kind
is all that a context tells. What a member likes is learned in the inner loop, from the support rows. Usage:

    python3 train_two_blocks.py DIRECTORY [TASKS]
"""

import sys

import torch
from torch.nn import Embedding, Linear
from torch.nn.functional import binary_cross_entropy_with_logits as logistic_loss

from metarefresh_snapshot import UNKNOWN, linear, write_snapshot

EMBEDDING, HIDDEN, STEPS, SUPPORT, QUERIES, PRIOR = 8, 16, 3, 8, 8, 1.0
GENRES = [UNKNOWN, "comedy", "drama"]

torch.manual_seed(1)
torch.set_num_threads(1)
# No entity features: the input of the meta block is empty, and its first layer is its biases.
meta = [Linear(0, HIDDEN), Linear(HIDDEN, EMBEDDING)]
genres = Embedding(len(GENRES), 4)
entity, context, head = Linear(EMBEDDING, HIDDEN, bias=False), Linear(4, HIDDEN), Linear(HIDDEN, 1)
torch.nn.init.normal_(meta[0].bias, std=0.5)
# By step and tensor; learn them too where it pays, but keep them positive.
rates = torch.full((STEPS, 4), 0.5)


def embedding(parameters):
    weight_1, bias_1, weight_2, bias_2 = parameters
    # An empty input: only the biases of layer 1 count, and its weight has no element that could move.
    return torch.relu(bias_1) @ weight_2.T + bias_2


def scores(parameters, ids):
    return head(torch.relu(entity(embedding(parameters)) + context(genres(ids)))).squeeze(1)


def adapt(ids, labels):
    parameters = [meta[0].weight, meta[0].bias, meta[1].weight, meta[1].bias]
    for step in range(STEPS):
        loss = logistic_loss(scores(parameters, ids), labels, reduction="sum") / (len(labels) + PRIOR)
        gradients = torch.autograd.grad(loss, parameters[1:], create_graph=True)
        parameters = parameters[:1] + [p - rates[step, t + 1] * g for t, (p, g) in enumerate(zip(parameters[1:], gradients))]
    return parameters


def task():
    liked = torch.randint(1, 3, ())
    ids = torch.randint(1, 3, (SUPPORT + QUERIES,))
    return ids, (ids == liked).float()


def main(directory, tasks):
    outer = [p for module in (*meta, genres, entity, context, head) for p in module.parameters()]
    optimizer = torch.optim.Adam(outer, lr=1e-2)
    losses = []
    for _ in range(tasks):
        ids, labels = task()
        loss = logistic_loss(scores(adapt(ids[:SUPPORT], labels[:SUPPORT]), ids[SUPPORT:]), labels[SUPPORT:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(f"query loss {sum(losses[:50]) / len(losses[:50]):.3f} at first, {sum(losses[-50:]) / len(losses[-50:]):.3f} at last")

    write_snapshot(
        directory,
        {
            "model_name": "from-pytorch",
            "model_version": 1,
            "created_at": "2026-01-01T00:00:00Z",
            "entity": "member",
            "embedding_dimension": EMBEDDING,
            "entity_features": [],
            "context_features": [
                {"name": "genres", "kind": "ids", "table": "context.genres", "vocabulary": "genres", "pooling": "mean"}
            ],
            "meta_block": {
                "layers": [{"units": HIDDEN, "activation": "relu"}, {"units": EMBEDDING, "activation": "identity"}]
            },
            "global_block": {"layers": [{"units": HIDDEN, "activation": "relu"}], "product": False},
            "inner_loop": {
                "steps": STEPS,
                "loss": "logistic",
                "prior_weight": PRIOR,
                "max_gradient_norm": None,
                "support_max_size": 64,
                "support_horizon": "P365D",
                "half_life": None,
                "max_embedding_norm": None,
            },
            "training": {"by": "train_two_blocks.py", "tasks": tasks},
        },
        {
            **linear("meta.0", meta[0]),
            **linear("meta.1", meta[1]),
            **linear("global.0.entity", entity),
            "global.0.context.weight": context.weight.T,
            "global.0.bias": context.bias,
            **linear("head", head),
            "context.genres": genres.weight,
            "inner_loop.learning_rates": rates,
        },
        {"genres": GENRES},
    )
    ids, labels = torch.tensor([1, 1, 2]), torch.tensor([1.0, 1.0, 0.0])
    print("un-adapted", *embedding([meta[0].weight, meta[0].bias, meta[1].weight, meta[1].bias]).tolist())
    print("after two liked comedies and a disliked drama", *embedding(adapt(ids, labels)).tolist())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 400)
