package io.metarefresh.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The part of a snapshot that decides in which space its embeddings live: everything but the meta block and the inner loop. */
public final class GlobalSide {
    private GlobalSide() {}

    /**
     * A digest of the content: architecture of the global block, context features, loss, all tensors except {@code meta.*} and
     * {@code inner_loop.*}, all vocabularies. Two snapshots with the same digest may follow each other on one topic (ROLLOUT).
     *
     * @return SHA-256 in lower-case hex
     */
    public static String sha256(Snapshot snapshot) {
        Manifest manifest = snapshot.manifest();
        MessageDigest digest = Sha256.digest();
        add(digest, manifest.entity().name());
        add(digest, manifest.innerLoop().loss().name());
        add(digest, String.valueOf(manifest.embeddingDimension()));
        // Records print all of their components, and nothing else here holds free text without its length.
        add(digest, manifest.globalBlock().toString());
        add(digest, manifest.contextFeatures().toString());
        for (Map.Entry<String, Tensor> tensor : new TreeMap<>(snapshot.tensors()).entrySet()) {
            if (!tensor.getKey().startsWith("meta.") && !tensor.getKey().startsWith("inner_loop.")) {
                add(digest, tensor.getKey());
                add(digest, java.util.Arrays.toString(tensor.getValue().shape()));
                add(digest, tensor.getValue().values());
            }
        }
        for (Map.Entry<String, List<String>> vocabulary : new TreeMap<>(snapshot.vocabularies()).entrySet()) {
            add(digest, vocabulary.getKey());
            add(digest, String.valueOf(vocabulary.getValue().size()));
            vocabulary.getValue().forEach(id -> add(digest, id));
        }
        return Sha256.hex(digest);
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        digest.update(bytes);
    }

    private static void add(MessageDigest digest, float[] values) {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 14);
        for (int from = 0; from < values.length; from += chunk.capacity() / Float.BYTES) {
            int count = Math.min(values.length - from, chunk.capacity() / Float.BYTES);
            chunk.clear();
            chunk.asFloatBuffer().put(values, from, count);
            digest.update(chunk.limit(count * Float.BYTES));
        }
    }
}
