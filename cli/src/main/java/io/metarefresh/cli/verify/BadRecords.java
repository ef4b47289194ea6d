package io.metarefresh.cli.verify;

import io.metarefresh.client.ReplayedEmbeddings;
import java.util.Optional;

/**
 * Records that readers skip. This command reads as readers do, so that it cannot know what the entities of these records hold.
 *
 * @param first where the first of them lies and what is wrong with it
 */
record BadRecords(long count, Optional<String> first) {
    static final BadRecords NONE = new BadRecords(0, Optional.empty());

    static BadRecords of(ReplayedEmbeddings held) {
        return new BadRecords(held.badRecords(), held.firstBadRecord());
    }

    BadRecords and(BadRecords others) {
        return new BadRecords(count + others.count, first.or(() -> others.first));
    }
}
