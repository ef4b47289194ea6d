package io.metarefresh.benchmarks.innerloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.benchmarks.ReferenceModel;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The PyTorch peer: {@code benchmarks/peers/pytorch_inner_loop.py} in a process of its own, where a Python with torch is installed. */
final class TorchPeer {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MEMBERS = 1024;
    /** The peer times itself whenever it runs. */
    private static final double SECONDS_OF_CHECK = 0.1;

    private final String python;
    private final Path script;
    private final Path exchange;

    private TorchPeer(String python, Path script, Path exchange) {
        this.python = python;
        this.script = script;
        this.exchange = exchange;
    }

    /**
     * What one run measured.
     *
     * @param version of torch
     * @param agreeingShare of the members whose embeddings AGREE with ours
     * @param sgemmGflops of torch's own 512×512×512 product
     * @param perMember members per second, one at a time
     * @param batched members per second of the best batch
     */
    record PlaybackCounters(
            String version, double agreeingShare, double sgemmGflops, double perMember, double batched) {}

    /** The first of {@code $PYTHON}, {@code python3} and Debian's own that has torch; prepares the work for it. */
    static Optional<TorchPeer> find(Path home, Path exchange) throws IOException, InterruptedException {
        Path script = home.resolve("benchmarks/peers/pytorch_inner_loop.py");
        String chosen = System.getenv("PYTHON");
        for (String python : chosen == null ? List.of("python3", "/usr/bin/python3") : List.of(chosen)) {
            if (hasTorch(python)) {
                TorchPeer peer = new TorchPeer(python, script, exchange);
                peer.writeWork();
                return Optional.of(peer);
            }
        }
        return Optional.empty();
    }

    private static boolean hasTorch(String python) throws InterruptedException {
        try {
            return new ProcessBuilder(python, "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Share of the members whose embeddings AGREE with ours. */
    double agreeingShare() throws IOException, InterruptedException {
        return run(SECONDS_OF_CHECK).agreeingShare();
    }

    PlaybackCounters run(double seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(python, script.toString(), exchange.toString(), Double.toString(seconds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new IOException("the PyTorch peer ended with exit code " + exitCode);
        }
        JsonNode json = MAPPER.readTree(line);
        double batched = 0;
        for (JsonNode rate : json.path("batched")) {
            batched = Math.max(batched, rate.asDouble());
        }
        return new PlaybackCounters(
                json.path("torch").asText(),
                json.path("agreeing_share").asDouble(),
                json.path("sgemm_gflops").asDouble(),
                json.path("per_member").asDouble(),
                batched);
    }

    private void writeWork() throws IOException {
        ReferenceModel reference = ReferenceModel.named(ReferenceModel.R1);
        Snapshot snapshot = reference.snapshot();
        List<SupportTask> members = reference.members(MEMBERS);
        ObjectNode index = MAPPER.createObjectNode();
        index.put("prior_weight", snapshot.manifest().innerLoop().priorWeight());
        ObjectNode arrays = index.putObject("arrays");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        snapshot.tensors().forEach((name, tensor) -> append(arrays, bytes, name, tensor.shape(), tensor.values()));
        int rows = members.get(0).rows().size();
        float[][] profiles = new float[MEMBERS][];
        float[][] contexts = new float[MEMBERS * rows][];
        float[] labels = new float[MEMBERS * rows];
        float[][] embeddings = new float[MEMBERS][];
        try (InnerLoop innerLoop = new InnerLoop(snapshot)) {
            List<Adaptation> adaptations = innerLoop.adapt(members);
            for (int m = 0; m < MEMBERS; m++) {
                profiles[m] = members.get(m).profile().dense().get("profile");
                embeddings[m] = adaptations.get(m).embedding();
                for (int i = 0; i < rows; i++) {
                    Interaction row = members.get(m).rows().get(i);
                    contexts[m * rows + i] = row.context().dense().get("context");
                    labels[m * rows + i] = row.label();
                }
            }
        }
        append(arrays, bytes, "profile", new int[] {MEMBERS, profiles[0].length}, profiles);
        append(arrays, bytes, "context", new int[] {MEMBERS, rows, contexts[0].length}, contexts);
        append(arrays, bytes, "label", new int[] {MEMBERS, rows}, labels);
        append(arrays, bytes, "embedding", new int[] {MEMBERS, embeddings[0].length}, embeddings);
        Files.write(exchange.resolve("arrays.bin"), bytes.toByteArray());
        MAPPER.writeValue(exchange.resolve("index.json").toFile(), index);
    }

    private static void append(
            ObjectNode arrays, ByteArrayOutputStream bytes, String name, int[] shape, float[]... values) {
        ObjectNode entry = arrays.putObject(name);
        entry.putPOJO("shape", shape);
        entry.put("offset", bytes.size() / Float.BYTES);
        for (float[] part : values) {
            ByteBuffer buffer = ByteBuffer.allocate(part.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(part);
            bytes.writeBytes(buffer.array());
        }
    }
}
