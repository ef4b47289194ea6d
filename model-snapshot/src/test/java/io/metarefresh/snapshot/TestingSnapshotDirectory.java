package io.metarefresh.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.innerloop.TestingModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A valid snapshot on disk whose files a test damages; checksums can be made to fit the damage, so that later checks are reached. */
final class TestingSnapshotDirectory {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path directory;

    private TestingSnapshotDirectory(Path directory) {
        this.directory = directory;
    }

    static TestingSnapshotDirectory in(Path parent) throws IOException {
        Path directory = parent.resolve("snapshot");
        Snapshot snapshot = TestingModels.snapshot(TestingModels.small(), 1);
        SnapshotWriter.write(directory, snapshot.manifest(), snapshot.tensors(), snapshot.vocabularies());
        return new TestingSnapshotDirectory(directory);
    }

    Path path() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** Changes the manifest as a JSON tree. */
    void editManifest(Consumer<ObjectNode> edit) throws IOException {
        ObjectNode manifest = (ObjectNode) MAPPER.readTree(file("snapshot.json").toFile());
        edit.accept(manifest);
        MAPPER.writeValue(file("snapshot.json").toFile(), manifest);
    }

    /** Changes the manifest as text. */
    void editManifestText(UnaryOperator<String> edit) throws IOException {
        Path file = file("snapshot.json");
        Files.writeString(file, edit.apply(Files.readString(file)));
    }

    /** Replaces a file and its checksum and length in the manifest. */
    void replace(String name, byte[] content) throws IOException {
        Files.write(file(name), content);
        editManifest(m -> ((ObjectNode) m.get("files"))
                .putObject(name)
                .put("sha256", Sha256.of(content))
                .put("bytes", content.length));
    }

    void replaceText(String name, String content) throws IOException {
        replace(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Changes the header of the weights as text (padded to the same length, or longer), keeping the data. */
    void editWeightsHeader(UnaryOperator<String> edit) throws IOException {
        byte[] file = Files.readAllBytes(file("weights.safetensors"));
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(file, 8, length, StandardCharsets.UTF_8);
        byte[] edited = edit.apply(header).getBytes(StandardCharsets.UTF_8);
        ByteBuffer result = ByteBuffer.allocate(8 + edited.length + file.length - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN);
        result.putLong(edited.length).put(edited).put(file, 8 + length, file.length - 8 - length);
        replace("weights.safetensors", result.array());
    }
}
