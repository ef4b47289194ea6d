package io.metarefresh.job.flink;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** A store that is not local to the job, as {@code s3:} is not: {@code testing-store://any/PATH} keeps its files at PATH. */
public final class TestingStore implements FileSystemFactory {
    @Override
    public String getScheme() {
        return "testing-store";
    }

    @Override
    public FileSystem create(URI uri) {
        return FileSystem.getLocalFileSystem();
    }
}
