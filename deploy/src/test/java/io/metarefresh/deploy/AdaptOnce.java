package io.metarefresh.deploy;

import io.metarefresh.innerloop.Adaptation;
import io.metarefresh.innerloop.InnerLoop;
import io.metarefresh.innerloop.SupportTask;
import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.snapshot.SnapshotReader;
import java.nio.file.Path;
import java.util.List;

/** Main class of a process that has nothing but the image's libraries: one member, one row, the whole inner loop through ND4J. */
final class AdaptOnce {
    private AdaptOnce() {}

    public static void main(String[] arguments) throws Exception {
        try (InnerLoop innerLoop = new InnerLoop(SnapshotReader.read(Path.of(arguments[0])))) {
            Interaction row = new Interaction("e", 0, "m", "i", 1, 1, 1, Features.NONE);
            Adaptation adapted = innerLoop
                    .adapt(List.of(new SupportTask("m", Features.NONE, List.of(row))))
                    .get(0);
            System.out.println(
                    (adapted.guarded() ? "guarded" : "adapted") + " to " + adapted.embedding().length + " numbers");
        }
    }
}
