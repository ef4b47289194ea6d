package io.metarefresh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
    @TempDir
    private Path directory;

    private Path tree() throws IOException {
        Path root = directory.resolve("root");
        for (int i = 0; i < 300; i++) {
            Files.writeString(
                    Files.createDirectories(root.resolve("a" + i % 20 + "/b" + i))
                            .resolve("file"),
                    "text");
        }
        return root;
    }

    @Test
    void everythingIsGoneAndWhatALinkPointsToIsNot() throws Exception {
        Path root = tree();
        Path outside = Files.writeString(
                Files.createDirectory(directory.resolve("outside")).resolve("file"), "text");
        Files.createSymbolicLink(root.resolve("link"), outside.getParent());

        DirectoryTree.delete(root);

        assertThat(root).doesNotExist();
        assertThat(outside).exists();
        DirectoryTree.delete(root);
    }

    @Test
    void twoWhoDeleteAtOnceDoNotDisturbEachOther() throws Exception {
        Path root = tree();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<Void> delete = () -> {
                DirectoryTree.delete(root);
                return null;
            };
            for (Future<Void> deleted : threads.invokeAll(List.of(delete, delete))) {
                deleted.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(root).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }
}
