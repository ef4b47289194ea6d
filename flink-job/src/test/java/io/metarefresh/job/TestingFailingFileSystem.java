package io.metarefresh.job;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Scheme {@code failing}: the local file system, which once, when armed, refuses a file to a checkpoint's asynchronous phase. */
public final class TestingFailingFileSystem extends LocalFileSystem {
    static final String SCHEME = "failing";
    static final AtomicBoolean ARMED = new AtomicBoolean();

    /** Found by Flink. */
    public static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new TestingFailingFileSystem();
        }
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode overwrite) throws IOException {
        // The name of the threads in which Flink runs that phase.
        if (Thread.currentThread().getName().startsWith("AsyncOperations") && ARMED.compareAndSet(true, false)) {
            throw new IOException("induced failure of the asynchronous phase");
        }
        return super.create(path, overwrite);
    }
}
