package io.metarefresh.dashboard;

import io.metarefresh.schemas.SchemaRegistry;
import io.metarefresh.schemas.TopicNames;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.Snapshot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The live page of a cluster: follows its topics and serves what they hold. */
public final class Dashboard implements AutoCloseable {
    private static final int IDS_OFFERED = 20;

    private final LiveView view;
    private final TopicFollower follower;
    private final RolloutFollower rollouts;
    private final PageServer server;

    private Dashboard(LiveView view, TopicFollower follower, RolloutFollower rollouts, PageServer server) {
        this.view = view;
        this.follower = follower;
        this.rollouts = rollouts;
        this.server = server;
    }

    /**
     * Starts to follow and to serve. A broker that does not answer is shown on the page, not thrown.
     *
     * @param kafka settings of Kafka's consumer, with {@code bootstrap.servers}
     * @param registry not closed here
     * @param kind whose embeddings the topic holds
     * @param snapshot one with the global block of the embeddings; null for a page without predictions
     * @param rolledOut reads the snapshots that follow it on the topic, in a thread of its own
     * @param more further documents by path
     * @throws IOException when the port cannot be listened on
     */
    public static Dashboard start(
            InetSocketAddress listenOn,
            Map<String, String> kafka,
            SchemaRegistry registry,
            TopicNames topics,
            EntityKind kind,
            Snapshot snapshot,
            SnapshotSource rolledOut,
            Map<String, PageServer.Document> more)
            throws IOException {
        LiveView view = new LiveView(kind, snapshot == null ? null : new SnapshotPredictor(snapshot));
        RolloutFollower rollouts = snapshot == null
                ? null
                : new RolloutFollower(view, snapshot, rolledOut, SnapshotPredictor::new, System::currentTimeMillis);
        TopicFollower follower = new TopicFollower(kafka, registry, topics, view, System::currentTimeMillis);
        Map<String, PageServer.Document> documents = new HashMap<>(more);
        documents.put("/state", query -> {
            Map<String, Object> state = view.state(System.currentTimeMillis());
            state.put("trouble", follower.trouble());
            state.put("snapshot_trouble", rollouts == null ? null : rollouts.trouble());
            state.put("behind_records", follower.behindRecords());
            state.put("topic", topics.metaEmbeddings());
            return Optional.of(state);
        });
        documents.put("/entity", query -> view.entity(query.getOrDefault("id", ""), System.currentTimeMillis()));
        documents.put("/ids", query -> {
            List<String> ids = view.idsWith(query.getOrDefault("prefix", ""), IDS_OFFERED);
            return Optional.of(ids);
        });
        try {
            PageServer server = PageServer.start(listenOn, documents);
            follower.start();
            if (rollouts != null) {
                rollouts.start();
            }
            return new Dashboard(view, follower, rollouts, server);
        } catch (IOException e) {
            view.close();
            throw e;
        }
    }

    /** Where a browser on this machine finds the page. */
    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        follower.close();
        if (rollouts != null) {
            rollouts.close();
        }
        view.close();
    }
}
