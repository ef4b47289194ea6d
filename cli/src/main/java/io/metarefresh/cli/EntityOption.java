package io.metarefresh.cli;

import io.metarefresh.snapshot.EntityKind;
import picocli.CommandLine.Option;

/** For commands that produce the profiles of a file, which has profiles of members only. */
final class EntityOption {
    @Option(
            names = "--entity",
            paramLabel = "KIND",
            defaultValue = "member",
            description =
                    "Whose embeddings the job refreshes: member or item. Profiles of members are for the first only.")
    private EntityKind entity;

    EntityKind entity() {
        return entity;
    }
}
