package io.metarefresh.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metarefresh.cli.offline.OfflineAdaptation;
import io.metarefresh.dataset.Dataset;
import io.metarefresh.dataset.DatasetException;
import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Manifest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metarefresh adapt}: the embeddings that the job would publish last, without Flink or Kafka. */
@Command(
        name = "adapt",
        description = {
            "Computes every member's embedding from an interactions file, without Flink or Kafka: what the job would publish"
                    + " last for the same interactions.",
            "Writes one JSON line per member, with the field names of the records on the embedding topic."
        },
        mixinStandardHelpOptions = true)
final class AdaptCommand extends Subcommand {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    @Option(names = "--snapshot", required = true, paramLabel = "DIR", description = "Directory of the snapshot.")
    private Path snapshot;

    @Option(names = "--in", required = true, paramLabel = "FILE", description = "Interactions file.")
    private Path in;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; standard output when absent.")
    private Path out;

    @Option(names = "--member", paramLabel = "ID", description = "Only this member (or item); can be repeated.")
    private List<String> members = List.of();

    @Mixin
    private DataFileOptions checked;

    @Override
    public Integer call() throws CommandException, DatasetException, IOException {
        PrintWriter err = err();
        LoadedSnapshot loaded = LoadedSnapshot.read(snapshot);
        Manifest manifest = loaded.snapshot().manifest();
        Dataset data = checked.read(in, loaded, err);
        if (!members.isEmpty()) {
            data = only(data, manifest.entity());
        }
        if (out == null) {
            write(loaded, data, out());
        } else {
            try (BufferedWriter file = Files.newBufferedWriter(out, StandardCharsets.UTF_8);
                    PrintWriter writer = new PrintWriter(file)) {
                write(loaded, data, writer);
                if (writer.checkError()) {
                    throw new IOException(out + ": cannot be written to its end");
                }
            }
        }
        return 0;
    }

    private Dataset only(Dataset data, EntityKind entity) throws CommandException {
        Set<String> wanted = new HashSet<>(members);
        List<Interaction> rows = data.interactions().stream()
                .filter(i -> wanted.contains(entity.idOf(i)))
                .toList();
        if (rows.isEmpty()) {
            throw new CommandException(in + ": no interactions of " + String.join(", ", members));
        }
        return new Dataset(rows, data.profiles());
    }

    private void write(LoadedSnapshot loaded, Dataset data, PrintWriter writer) {
        Manifest manifest = loaded.snapshot().manifest();
        OfflineAdaptation.run(loaded.snapshot(), data, adapted -> writer.println(json(manifest, adapted)));
        writer.flush();
    }

    private static String json(Manifest manifest, OfflineAdaptation.Adapted adapted) {
        Adaptation a = adapted.adaptation();
        ObjectNode line = JSON.createObjectNode();
        line.put("entity_id", adapted.entityId());
        if (a.embedding() == null) {
            line.putNull("embedding");
        } else {
            for (float value : a.embedding()) {
                line.withArray("embedding").add(value);
            }
        }
        line.put("model_name", manifest.modelName());
        line.put("model_version", manifest.modelVersion());
        line.put("as_of", adapted.asOfMillis());
        line.put("support_size", a.supportSize());
        line.put("support_loss_before", a.supportLossBefore());
        line.put("support_loss_after", a.supportLossAfter());
        line.put("guarded", a.guarded());
        return line.toString();
    }
}
