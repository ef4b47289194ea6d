#!/usr/bin/env python3
"""The inner loop in PyTorch, on one thread: the peer of `bin/benchmark inner-loop`.

Reads a directory that the benchmark wrote (index.json: names, shapes and offsets of float32 arrays in arrays.bin; the snapshot's
tensors, and profile [B, d0], context [B, n, c], label [B, n], embedding [B, D] as the Java inner loop adapted it). Checks that it computes
the same embeddings, times itself and prints one line of JSON.

Two forms: one member at a time, and batched, where every member of the batch has its own copy of the meta block and products are
batched (bmm). In both the context side is projected once, the gradient goes to the meta block alone, and both losses are computed.
"""
import json
import sys
import time

import numpy
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, relu


def load(directory):
    with open(f"{directory}/index.json", encoding="utf-8") as file:
        index = json.load(file)
    values = numpy.fromfile(f"{directory}/arrays.bin", dtype="<f4")
    arrays = {}
    for name, entry in index["arrays"].items():
        size = int(numpy.prod(entry["shape"]))
        array = values[entry["offset"] : entry["offset"] + size].reshape(entry["shape"])
        arrays[name] = torch.from_numpy(array.copy())
    return index, arrays


def adapt(t, prior, profile, context, label):
    """Embeddings [B, D] of a batch; with B = 1 the products are plain ones."""
    batch, rows, _ = context.shape
    single = batch == 1
    steps = t["inner_loop.learning_rates"].shape[0]
    rates = t["inner_loop.learning_rates"].tolist()
    projected = context @ t["global.0.context.weight"] + t["global.0.bias"]
    x, y = profile.unsqueeze(1), label
    weights = [t["meta.0.weight"], t["meta.0.bias"], t["meta.1.weight"], t["meta.1.bias"]]
    if single:
        x, y, projected = x[0], y[0], projected[0]
        meta = [w.clone().requires_grad_() for w in weights]
    else:
        meta = [(w if w.dim() == 2 else w.unsqueeze(0)).expand(batch, -1, -1).clone().requires_grad_() for w in weights]

    def forward(meta):
        if single:
            e = torch.addmm(meta[3], relu(torch.addmm(meta[1], x, meta[0])), meta[2])
        else:
            e = torch.baddbmm(meta[3], relu(torch.baddbmm(meta[1], x, meta[0])), meta[2])
        u = relu(projected + e @ t["global.0.entity.weight"])
        z = relu(u @ t["global.1.weight"] + t["global.1.bias"])
        return e, (z @ t["head.weight"] + t["head.bias"]).squeeze(-1)

    for k in range(steps):
        _, score = forward(meta)
        losses = binary_cross_entropy_with_logits(score, y, reduction="none").sum(-1)
        before = losses.detach() / rows if k == 0 else None
        gradients = torch.autograd.grad(losses.sum() / (rows + prior), meta)
        with torch.no_grad():
            for w, gradient, rate in zip(meta, gradients, rates[k]):
                w.sub_(gradient, alpha=rate)
    with torch.no_grad():
        e, score = forward(meta)
        after = binary_cross_entropy_with_logits(score, y, reduction="none").mean(-1)
    return e.reshape(batch, -1), before, after


def agrees(a, b):
    """AGREE of the design for each member: |a - b| <= 1e-5 (1 + |b|) in every component."""
    return ((a - b).abs() <= 1e-5 * (1 + b.abs())).all(-1)


def rate(work, members, seconds):
    """Members per second, after a warm-up of as long."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        work()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        work()
        done += members
    return done / (time.perf_counter() - start)


def main():
    directory, seconds = sys.argv[1], float(sys.argv[2])
    torch.set_num_threads(1)
    index, t = load(directory)
    prior = index["prior_weight"]
    data = t["profile"], t["context"], t["label"]
    together = adapt(t, prior, *data)[0]
    alone = torch.cat([adapt(t, prior, *(a[i : i + 1] for a in data))[0] for i in range(8)])
    agreeing = torch.cat([agrees(together, t["embedding"]), agrees(alone, t["embedding"][:8])]).float().mean().item()
    left, right = torch.rand(512, 512), torch.rand(512, 512)
    result = {
        "torch": torch.__version__,
        "agreeing_share": agreeing,
        "sgemm_gflops": 2 * 512**3 * rate(lambda: torch.mm(left, right), 1, 1) / 1e9,
        "per_member": rate(lambda: adapt(t, prior, *(a[:1] for a in data)), 1, seconds),
        "batched": {},
    }
    for batch in (64, 256, 1024):
        part = [a[:batch] for a in data]
        if part[0].shape[0] == batch:
            result["batched"][str(batch)] = rate(lambda: adapt(t, prior, *part), batch, seconds)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
