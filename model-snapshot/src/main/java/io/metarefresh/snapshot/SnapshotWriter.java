package io.metarefresh.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.metarefresh.text.OneLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a snapshot directory whole or not at all: into a temporary sibling, read back with every check, then renamed. */
public final class SnapshotWriter {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Duration.class, ToStringSerializer.instance))
            .build();

    private SnapshotWriter() {}

    /**
     * Writes a snapshot.
     *
     * @param directory must not exist, or be empty: a snapshot never changes once written
     * @param manifestWithoutFiles the manifest; its {@code files} are replaced by the real ones
     * @param tensors all tensors by name
     * @param vocabularies ids by vocabulary name, in row order, the first {@code <unknown>}
     * @throws IOException when it cannot be written, or when what was written is not a valid snapshot
     */
    public static void write(
            Path directory,
            Manifest manifestWithoutFiles,
            Map<String, Tensor> tensors,
            Map<String, List<String>> vocabularies)
            throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        Files.createDirectories(target.getParent());
        Path temporary = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-");
        try {
            writeFiles(temporary, manifestWithoutFiles, tensors, vocabularies);
            SnapshotReader.read(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (SnapshotException e) {
            throw new IOException("snapshot " + directory + " would not be valid: " + e.getMessage(), e);
        } catch (DirectoryNotEmptyException e) {
            throw new IOException("snapshot directory " + directory + " exists and is not empty", e);
        } catch (IOException e) {
            if (Files.isDirectory(target) && Files.exists(target.resolve(ManifestReader.FILE))) {
                throw new IOException("snapshot directory " + directory + " exists and is not empty", e);
            }
            throw e;
        } finally {
            DirectoryTree.delete(temporary);
        }
    }

    /**
     * Checks a manifest for which there is no model yet: before it is trained, not after.
     *
     * @param manifestWithoutFiles the manifest; its {@code files} do not matter
     * @throws SnapshotException naming everything that a reader would refuse in it
     */
    public static void check(Manifest manifestWithoutFiles) throws SnapshotException {
        Map<String, FileEntry> files = new LinkedHashMap<>();
        FileEntry any = new FileEntry("0".repeat(64), 0);
        files.put(ManifestReader.WEIGHTS, any);
        ManifestReader.vocabularies(manifestWithoutFiles)
                .forEach(name -> files.put(ManifestReader.vocabularyFile(name), any));
        byte[] json;
        try {
            json = MAPPER.writeValueAsBytes(manifestWithoutFiles.withFiles(files));
        } catch (JsonProcessingException e) {
            throw new SnapshotException(ManifestReader.FILE + ": cannot be written: " + JsonError.of(e), e);
        }
        ManifestReader.parse(json);
    }

    private static void writeFiles(
            Path directory, Manifest manifest, Map<String, Tensor> tensors, Map<String, List<String>> vocabularies)
            throws IOException, SnapshotException {
        // Readable by others: a temporary directory is private, the snapshot is not.
        directory.toFile().setReadable(true, false);
        directory.toFile().setExecutable(true, false);
        Map<String, FileEntry> files = new LinkedHashMap<>();
        Path weights = directory.resolve(ManifestReader.WEIGHTS);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(weights), 1 << 16)) {
            Safetensors.write(out, tensors);
        }
        files.put(ManifestReader.WEIGHTS, new FileEntry(Sha256.of(weights), Files.size(weights)));
        for (Map.Entry<String, List<String>> vocabulary : new TreeMap<>(vocabularies).entrySet()) {
            String file = ManifestReader.vocabularyFile(vocabulary.getKey());
            Path path = directory.resolve(file).normalize();
            if (!path.startsWith(directory.resolve("vocabulary"))) {
                throw new SnapshotException(
                        "vocabulary name '" + OneLine.of(vocabulary.getKey()) + "' is not a file name");
            }
            byte[] bytes = Vocabulary.format(vocabulary.getValue(), file);
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
            files.put(file, new FileEntry(Sha256.of(bytes), bytes.length));
        }
        Files.write(directory.resolve(ManifestReader.FILE), MAPPER.writeValueAsBytes(manifest.withFiles(files)));
    }
}
