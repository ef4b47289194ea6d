package example;

import io.metarefresh.client.MetaEmbeddingStore;
import io.metarefresh.client.StoreException;
import io.metarefresh.client.StoreSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;

/** Prints the embedding of one entity, as a ranker would look it up. */
public final class EmbeddingReader {
    static final String USAGE = "usage: EmbeddingReader BROKERS REGISTRY_URL ENTITY_ID";

    private EmbeddingReader() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(arguments, Duration.ofSeconds(30), System.out, System.err));
    }

    /** @return the exit code: 0 an embedding or the usage was printed, 1 there is none or the store failed, 2 wrong arguments */
    static int run(String[] arguments, Duration startTimeout, PrintStream out, PrintStream err)
            throws InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("--help")) {
            out.println(USAGE);
            return 0;
        }
        if (arguments.length != 3) {
            err.println(USAGE);
            return 2;
        }
        StoreSettings settings = StoreSettings.of(arguments[0], arguments[1]).withStartTimeout(startTimeout);
        try (var store = MetaEmbeddingStore.open(settings)) {
            if (!store.awaitCaughtUp(Duration.ofMinutes(5))) {
                err.println("not caught up after five minutes, the newest records are missing");
            }
            var embedding = store.get(arguments[2]);
            if (embedding.isEmpty()) {
                err.println("no embedding of " + arguments[2] + ", and no default");
                return 1;
            }
            out.println(Arrays.toString(embedding.get().vector()));
            return 0;
        } catch (StoreException e) {
            err.println(e.getMessage());
            return 1;
        }
    }
}
