package io.metarefresh.deploy;

import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.interaction.Features;
import io.metarefresh.snapshot.SnapshotReader;
import java.nio.file.Path;

/** Main class of a process that has nothing but the image's libraries: one un-adapted embedding through ND4J. */
final class AdaptOnce {
    private AdaptOnce() {}

    public static void main(String[] arguments) throws Exception {
        try (InnerLoop innerLoop = new InnerLoop(SnapshotReader.read(Path.of(arguments[0])))) {
            System.out.println("adapted to " + innerLoop.unadapted("m", Features.NONE).length + " numbers");
        }
    }
}
