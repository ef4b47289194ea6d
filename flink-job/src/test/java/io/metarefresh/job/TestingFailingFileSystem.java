package io.metarefresh.job;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Scheme {@code failing}: the local file system, which once, when armed, refuses a file to a checkpoint's asynchronous phase, and between
 * {@link #hold} and {@link #release} lets that phase of one subtask wait, so that no later checkpoint can complete.
 */
public final class TestingFailingFileSystem extends LocalFileSystem {
    static final String SCHEME = "failing";
    static final AtomicBoolean ARMED = new AtomicBoolean();
    private static final String CHECKPOINT = "chk-";
    private static final AtomicLong NEWEST = new AtomicLong();
    private static final AtomicLong HELD = new AtomicLong();
    private static volatile CountDownLatch released = new CountDownLatch(0);

    static void hold() {
        NEWEST.set(0);
        HELD.set(0);
        released = new CountDownLatch(1);
    }

    /** Whether another subtask has come to the checkpoint after the one that is held. */
    static boolean twoUnderWay() {
        return HELD.get() > 0 && NEWEST.get() > HELD.get();
    }

    static void release() {
        released.countDown();
    }

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
        if (Thread.currentThread().getName().startsWith("AsyncOperations")) {
            if (ARMED.compareAndSet(true, false)) {
                throw new IOException("induced failure of the asynchronous phase");
            }
            awaitRelease(path);
        }
        return super.create(path, overwrite);
    }

    private static void awaitRelease(Path file) throws IOException {
        CountDownLatch until = released;
        String directory = file.getParent().getName();
        if (until.getCount() == 0 || !directory.startsWith(CHECKPOINT)) {
            return;
        }
        long checkpoint = Long.parseLong(directory.substring(CHECKPOINT.length()));
        NEWEST.accumulateAndGet(checkpoint, Math::max);
        if (HELD.compareAndSet(0, checkpoint)) {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the task was ended while its checkpoint was held", e);
            }
        }
    }
}
