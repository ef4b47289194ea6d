"""Prints the embedding topic as it grows, with stock clients only.

Debian: apt-get install python3-confluent-kafka python3-avro
Run it while `bin/metarefresh local` runs: python3 read_embeddings.py [COUNT]
"""

import io
import json
import struct
import sys
import urllib.request
import uuid

import avro.io
import avro.schema
from confluent_kafka import Consumer

BROKERS = "127.0.0.1:9092"
REGISTRY = "http://127.0.0.1:8081/apis/ccompat/v7"

schemas = {}


def schema(schema_id):
    if schema_id not in schemas:
        with urllib.request.urlopen(f"{REGISTRY}/schemas/ids/{schema_id}", timeout=10) as answer:
            schemas[schema_id] = avro.schema.parse(json.load(answer)["schema"])
    return schemas[schema_id]


def decode(value):
    """The Confluent wire format: a zero byte, the schema's id (4 bytes), the record in Avro's binary form."""
    magic, schema_id = struct.unpack(">bI", value[:5])
    if magic != 0:
        raise ValueError(f"not the Confluent wire format: first byte {magic}")
    return avro.io.DatumReader(schema(schema_id)).read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))


wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5
consumer = Consumer(
    {"bootstrap.servers": BROKERS, "group.id": str(uuid.uuid4()), "auto.offset.reset": "earliest"}
)
consumer.subscribe(["meta-embeddings"])
silent = 0
while wanted > 0 and silent < 30:
    message = consumer.poll(1.0)
    if message is None or message.error():
        silent += 1
        continue
    member = message.key().decode()
    if message.value() is None:
        print(member, "forgotten")
    else:
        record = decode(message.value())
        vector = " ".join(f"{x:+.3f}" for x in record["embedding"][:4])
        print(
            f"member {member}: model {record['model_name']}@{record['model_version']}, as of {record['as_of']},"
            f" {record['support_size']} rows, [{vector} …] because of {record['reason']}"
        )
    wanted -= 1
consumer.close()
if wanted > 0:
    sys.exit("no more embeddings within 30 s")
