#!/usr/bin/env python3
"""Writes the golden vectors of the inner loop: an implementation that shares nothing with the Java one.

For each case it makes a small snapshot (manifest, safetensors and vocabularies written by the code below, from the format page alone),
a few entities with their support rows, and the truth: embeddings, losses and predictions in float64, from a full copy of the meta block
per entity, plain forward passes and torch.autograd.grad. No low-rank formula is used. Cases whose relu pre-activations come nearer than
KINK_MARGIN to zero are drawn again with another seed, because there float32 may rightly differ.

    python3 golden_vectors.py [OUT]        default: ../resources/golden

Needs PyTorch (written with 1.13) and NumPy.
"""
import hashlib
import json
import math
import pathlib
import shutil
import struct
import sys

import numpy
import torch

KINK_MARGIN = 1e-3
HOUR = 3_600_000
NEWEST = 1_760_000_000_000

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh, "identity": lambda z: z}
VOCABULARIES = {
    "occupation": ["<unknown>", "nurse", "smith", "baker"],
    "member_id": ["<unknown>", "member-1", "member-3"],
    "item_id": ["<unknown>", "item-1", "item-2", "item-3", "item-4"],
    "genres": ["<unknown>", "drama", "comedy", "war", "süß"],
}
DENSE_PROFILE = {"name": "profile", "kind": "dense", "width": 3}
DENSE_SIGNALS = {"name": "signals", "kind": "dense", "width": 2}


def ids(name, table, pooling, vocabulary=None):
    return {"name": name, "kind": "ids", "table": table, "vocabulary": vocabulary or name, "pooling": pooling}


OCCUPATION = ids("occupation", "entity.occupation", "sum")
ITEM_ID = ids("item_id", "context.item_id", "mean")
GENRES = ids("genres", "context.genres", "mean")


def case(name, **changes):
    settings = {
        "entity": "member",
        "entity_features": [DENSE_PROFILE, OCCUPATION],
        "context_features": [ITEM_ID, GENRES, DENSE_SIGNALS],
        "meta": [(6, "relu"), (4, "identity")],
        "global": [(7, "relu"), (5, "relu")],
        "product": True,
        "steps": 3,
        "loss": "logistic",
        "prior_weight": 4.0,
        "max_gradient_norm": None,
        "support_max_size": 64,
        "support_horizon": "P90D",
        "horizon_millis": 90 * 24 * HOUR,
        "half_life": None,
        "half_life_millis": None,
        "recency": None,
        "rates": (0.1, 0.5),
        "scale": 1.0,
    }
    unknown = set(changes) - set(settings)
    assert not unknown, unknown
    return {"name": name, **settings, **changes}


CASES = [
    case("steps-0", steps=0),
    case("steps-1", steps=1),
    case("steps-3"),
    case("steps-5", steps=5),
    case("tanh", meta=[(6, "tanh"), (4, "tanh")], **{"global": [(7, "tanh"), (5, "tanh")]}, steps=5),
    case("identity", meta=[(4, "identity")], **{"global": [(6, "identity"), (3, "identity")]}),
    case("squared", loss="squared", prior_weight=1.0, steps=5, rates=(0.05, 0.2)),
    case("squared-tanh-no-product", loss="squared", product=False, meta=[(5, "tanh"), (3, "identity")], steps=5),
    case("no-product", product=False, steps=5),
    case("no-entity-features", entity_features=[], steps=5),
    case("ids-only-own-key", entity_features=[ids("member_id", "entity.member_id", "mean")], context_features=[ITEM_ID]),
    case("shared-table", context_features=[ITEM_ID, ids("seen", "context.item_id", "sum", "item_id"), DENSE_SIGNALS]),
    case("sum-pooling", context_features=[ids("genres", "context.genres", "sum"), ITEM_ID], steps=5),
    case(
        "items-as-entities",
        entity="item",
        entity_features=[ids("item_id", "entity.item_id", "sum"), DENSE_PROFILE],
        context_features=[ids("member_id", "context.member_id", "mean"), DENSE_SIGNALS],
    ),
    case("gradient-cap", max_gradient_norm=0.02, prior_weight=0.0, steps=5),
    case("gradient-cap-tanh", max_gradient_norm=0.05, meta=[(6, "tanh"), (5, "tanh"), (4, "identity")], steps=5),
    case("half-life", half_life="PT6H", half_life_millis=6 * HOUR, steps=5),
    case("recency", recency={"rank": 0.15, "age": 0.4}, steps=5),
    case("recency-and-half-life", recency={"rank": 0.05, "age": 0.1}, half_life="PT6H", half_life_millis=6 * HOUR, support_max_size=6),
    # What training makes by default: the vector itself moves, from zero, and the score is linear in it.
    case(
        "vector-alone",
        entity_features=[],
        meta=[(4, "identity")],
        **{"global": [(6, "relu")]},
        steps=5,
        recency={"rank": 0.02, "age": 0.02},
    ),
    case("no-prior", prior_weight=0.0, steps=5),
    case("window", support_max_size=5, support_horizon="PT10H", horizon_millis=10 * HOUR),
    case(
        "deep",
        meta=[(6, "relu"), (5, "tanh"), (6, "relu"), (4, "identity")],
        **{"global": [(7, "relu"), (6, "tanh"), (5, "relu"), (4, "identity")]},
        steps=5,
    ),
    case("one-layer-each", meta=[(4, "relu")], **{"global": [(6, "relu")]}, steps=5),
    case("one-layer-each-no-product", meta=[(1, "tanh")], **{"global": [(1, "tanh")]}, product=False),
    # Small rates: with large weights, larger steps amplify float32 rounding beyond what any implementation could agree on.
    case("large-scores", scale=4.0, rates=(0.002, 0.01), meta=[(6, "tanh"), (4, "identity")], steps=5),
]


class Kinks:
    """The smallest distance of a relu's pre-activation from zero."""

    def __init__(self):
        self.distance = float("inf")

    def activate(self, name, z):
        if name == "relu" and z.numel():
            self.distance = min(self.distance, z.abs().min().item())
        return ACTIVATIONS[name](z)


def draw_weights(c, rng):
    tensors = {}
    for feature in c["entity_features"] + c["context_features"]:
        if feature["kind"] == "ids" and feature["table"] not in tensors:
            tensors[feature["table"]] = rng.normal(0, 0.7, (len(VOCABULARIES[feature["vocabulary"]]), 3))
    d0 = sum(width(f, tensors) for f in c["entity_features"])
    contexts = sum(width(f, tensors) for f in c["context_features"])

    def weight(rows, columns):
        return rng.normal(0, c["scale"] / max(1, rows) ** 0.5, (rows, columns))

    def bias(size):
        return rng.normal(0, 0.2, size)

    size = d0
    for l, (units, _) in enumerate(c["meta"]):
        tensors[f"meta.{l}.weight"] = weight(size, units)
        tensors[f"meta.{l}.bias"] = bias(units)
        size = units
    dimension = size
    hidden = c["global"][0][0]
    tensors["global.0.entity.weight"] = weight(dimension, hidden)
    tensors["global.0.context.weight"] = weight(contexts, hidden)
    tensors["global.0.bias"] = bias(hidden)
    if c["product"]:
        tensors["global.product.weight"] = weight(contexts, dimension)
        tensors["global.product.bias"] = bias(dimension)
        hidden += dimension
    for j, (units, _) in enumerate(c["global"][1:], start=1):
        tensors[f"global.{j}.weight"] = weight(hidden, units)
        tensors[f"global.{j}.bias"] = bias(units)
        hidden = units
    tensors["head.weight"] = weight(hidden, 1)
    tensors["head.bias"] = bias(1)
    tensors["inner_loop.learning_rates"] = rng.uniform(*c["rates"], (c["steps"], 2 * len(c["meta"])))
    return {name: numpy.asarray(values, dtype=numpy.float32) for name, values in tensors.items()}


def width(feature, tensors):
    return feature["width"] if feature["kind"] == "dense" else tensors[feature["table"]].shape[1]


def draw_entities(c, rng):
    """Entities of all sorts: none, one and many rows, zero weights, absent and unknown features."""
    entities = []
    for number, rows in enumerate([0, 1, 4, 9, 3, 12], start=1):
        key = f"{c['entity']}-{number}"
        profile = {"dense": {}, "ids": {}}
        if number != 5:
            profile["dense"]["profile"] = numbers(rng, 3)
            profile["ids"]["occupation"] = [["nurse"], ["never-seen", "smith"], ["baker", "baker", "nurse"], []][number % 4]
        support = []
        for i in range(rows):
            zero = number == 5 or (number == 4 and i % 4 == 0)
            support.append(draw_row(c, rng, key, f"{number}-{i:03}", NEWEST - (rows - i) * 2 * HOUR, zero))
        queries = [draw_row(c, rng, key, f"{number}-q{i}", NEWEST, False) for i in range(2)]
        entities.append({"entity_id": key, "profile": profile, "rows": support, "queries": queries})
    return entities


def draw_row(c, rng, key, event_id, time, zero_weight):
    other = f"{'item' if c['entity'] == 'member' else 'member'}-{rng.integers(1, 7)}"
    context = {"dense": {}, "ids": {}}
    if rng.random() < 0.85:
        context["dense"]["signals"] = numbers(rng, 2)
    for name, choices in (("genres", ["drama", "comedy", "war", "süß", "opera"]), ("seen", ["item-1", "item-4", "item-9"])):
        count = int(rng.integers(0, 4))
        if count:
            context["ids"][name] = [choices[int(rng.integers(0, len(choices)))] for _ in range(count)]
    label = int(rng.integers(0, 2)) if c["loss"] == "logistic" else round(float(rng.normal(0, 1)), 3)
    if c["loss"] == "logistic" and rng.random() < 0.2:
        label = 0.25
    return {
        "event_id": event_id,
        "member_id": key if c["entity"] == "member" else other,
        "item_id": other if c["entity"] == "member" else key,
        "event_time": time,
        "label": label,
        "weight": 0.0 if zero_weight else round(float(rng.uniform(0.25, 2)), 2),
        "context": context,
    }


def numbers(rng, count):
    return [round(float(v), 3) for v in rng.normal(0, 1, count)]


def encode(features, tensors, maps, own):
    parts = []
    for f in features:
        if f["kind"] == "dense":
            values = numpy.asarray(maps["dense"].get(f["name"], [0.0] * f["width"]), dtype=numpy.float32)
            parts.append(torch.tensor(values, dtype=torch.float64))
        else:
            table = torch.tensor(tensors[f["table"]], dtype=torch.float64)
            vocabulary = VOCABULARIES[f["vocabulary"]]
            wanted = [own[f["name"]]] if f["name"] in own else maps["ids"].get(f["name"], [])
            if not wanted:
                parts.append(torch.zeros(table.shape[1], dtype=torch.float64))
                continue
            picked = torch.stack([table[vocabulary.index(i) if i in vocabulary else 0] for i in wanted])
            parts.append(picked.mean(0) if f["pooling"] == "mean" else picked.sum(0))
    return torch.cat(parts) if parts else torch.zeros(0, dtype=torch.float64)


def entity_input(c, tensors, entity):
    return encode(c["entity_features"], tensors, entity["profile"], {c["entity"] + "_id": entity["entity_id"]})


def context_input(c, tensors, row):
    own = {"item_id": row["item_id"]} if c["entity"] == "member" else {"item_id": row["item_id"], "member_id": row["member_id"]}
    return encode(c["context_features"], tensors, row["context"], own)


def embed(c, theta, x, kinks):
    h = x
    for l, (_, activation) in enumerate(c["meta"]):
        h = kinks.activate(activation, h @ theta[2 * l] + theta[2 * l + 1])
    return h


def score(c, t, e, context, kinks):
    layers = c["global"]
    z = e @ t["global.0.entity.weight"] + context @ t["global.0.context.weight"] + t["global.0.bias"]
    h = kinks.activate(layers[0][1], z)
    if c["product"]:
        h = torch.cat([h, e * (context @ t["global.product.weight"] + t["global.product.bias"])])
    for j in range(1, len(layers)):
        h = kinks.activate(layers[j][1], h @ t[f"global.{j}.weight"] + t[f"global.{j}.bias"])
    return (h @ t["head.weight"] + t["head.bias"])[0]


def row_loss(c, s, y):
    if c["loss"] == "logistic":
        return torch.nn.functional.binary_cross_entropy_with_logits(s, y)
    return 0.5 * (s - y) ** 2


def adapt(c, tensors, entity, kinks, caps):
    t = {name: torch.tensor(values, dtype=torch.float64) for name, values in tensors.items()}
    newest = max((r["event_time"] for r in entity["rows"]), default=0)
    rows = [r for r in entity["rows"] if r["event_time"] > newest - c["horizon_millis"]][-c["support_max_size"]:]
    x = entity_input(c, tensors, entity)
    theta = []
    for l in range(len(c["meta"])):
        theta += [t[f"meta.{l}.weight"].clone().requires_grad_(), t[f"meta.{l}.bias"].clone().requires_grad_()]
    weights = []
    for rank, r in enumerate(reversed(rows)):
        w = float(numpy.float32(r["weight"]))
        age = newest - r["event_time"]
        if c["half_life_millis"]:
            w *= 2.0 ** (-age / c["half_life_millis"])
        if c["recency"]:
            w *= math.exp(-c["recency"]["rank"] * rank) * (1 + age / HOUR) ** -c["recency"]["age"]
        weights.insert(0, w)
    total = sum(weights)

    def loss(parameters, denominator):
        e = embed(c, parameters, x, kinks)
        terms = []
        for r, w in zip(rows, weights):
            y = torch.tensor(float(numpy.float32(r["label"])), dtype=torch.float64)
            terms.append(w * row_loss(c, score(c, t, e, context_input(c, tensors, r), kinks), y))
        return sum(terms) / denominator

    start = embed(c, theta, x, kinks)
    before = after = None
    if total > 0:
        before = loss(theta, total).item()
        rates = t["inner_loop.learning_rates"]
        for k in range(c["steps"]):
            gradients = torch.autograd.grad(loss(theta, total + c["prior_weight"]), theta)
            norm = torch.sqrt(sum((g * g).sum() for g in gradients)).item()
            factor = 1.0
            if c["max_gradient_norm"] is not None:
                factor = min(1.0, c["max_gradient_norm"] / norm) if norm > 0 else 1.0
                caps.append(factor)
            theta = [(p - rates[k][i] * factor * g).detach().requires_grad_() for i, (p, g) in enumerate(zip(theta, gradients))]
        after = loss(theta, total).item()
    e = embed(c, theta, x, kinks).detach()
    predictions = []
    for r in entity["queries"]:
        s = score(c, t, e, context_input(c, tensors, r), kinks)
        predictions.append((torch.sigmoid(s) if c["loss"] == "logistic" else s).item())
    return {
        "support_size": len(rows),
        "unadapted": start.tolist(),
        "embedding": e.tolist(),
        "support_loss_before": before,
        "support_loss_after": after,
        "predictions": predictions,
    }


def write_snapshot(directory, c, tensors):
    directory.mkdir(parents=True)
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, values in tensors.items():
        raw = values.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    contents = {"weights.safetensors": struct.pack("<Q", len(text)) + text + data}
    for feature in c["entity_features"] + c["context_features"]:
        if feature["kind"] == "ids":
            name = feature["vocabulary"]
            contents[f"vocabulary/{name}.txt"] = "".join(i + "\n" for i in VOCABULARIES[name]).encode()
    files = {}
    for name, content in contents.items():
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_bytes(content)
        files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    manifest = {
        "format": "metarefresh-snapshot/1",
        "model_name": c["name"],
        "model_version": 1,
        "created_at": "2026-01-01T00:00:00Z",
        "entity": c["entity"],
        "embedding_dimension": c["meta"][-1][0],
        "entity_features": c["entity_features"],
        "context_features": c["context_features"],
        "meta_block": {"layers": [{"units": u, "activation": a} for u, a in c["meta"]]},
        "global_block": {"layers": [{"units": u, "activation": a} for u, a in c["global"]], "product": c["product"]},
        "inner_loop": {
            key: c[key]
            for key in ("steps", "loss", "prior_weight", "max_gradient_norm", "support_max_size", "support_horizon", "half_life")
        },
        "training": {"made by": "golden_vectors.py"},
        "files": files,
    }
    manifest["inner_loop"]["max_embedding_norm"] = None
    if c["recency"]:
        manifest["inner_loop"]["recency"] = c["recency"]
    (directory / "snapshot.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def make(c, out):
    for seed in range(1, 10_000):
        rng = numpy.random.default_rng([seed, *c["name"].encode()])
        tensors = draw_weights(c, rng)
        entities = draw_entities(c, rng)
        kinks, caps = Kinks(), []
        expected = []
        for entity in entities:
            expected.append(adapt(c, tensors, entity, kinks, caps))
            if kinks.distance < KINK_MARGIN:
                break
        if kinks.distance < KINK_MARGIN:
            continue
        if c["max_gradient_norm"] is not None and not (min(caps) < 0.9 and max(caps) == 1.0):
            continue
        write_snapshot(out / c["name"], c, tensors)
        for entity, result in zip(entities, expected):
            entity["expected"] = result
        text = ",\n".join(json.dumps(e, ensure_ascii=False, separators=(",", ":")) for e in entities)
        (out / c["name"] / "entities.json").write_text("[\n" + text + "\n]\n", encoding="utf-8")
        print(f"{c['name']}: seed {seed}, nearest kink {kinks.distance:.2g}, cap factors {len(caps)}", flush=True)
        return
    raise SystemExit(f"{c['name']}: no draw keeps {KINK_MARGIN} away from every kink")


def main():
    default = pathlib.Path(__file__).resolve().parent.parent / "resources" / "golden"
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    if out.exists():
        shutil.rmtree(out)
    for c in CASES:
        make(c, out)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
