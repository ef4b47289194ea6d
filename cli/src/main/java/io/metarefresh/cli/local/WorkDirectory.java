package io.metarefresh.cli.local;

import io.metarefresh.snapshot.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where broker, job and a trained snapshot keep their files while {@code local} runs; gone afterwards. */
final class WorkDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkDirectory.class);

    private final Path root;

    private WorkDirectory(Path root) {
        this.root = root;
    }

    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("metarefresh-local-"));
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    @Override
    public void close() {
        try {
            DirectoryTree.delete(root);
        } catch (IOException e) {
            LOG.info("cannot delete {}", root, e);
        }
    }
}
