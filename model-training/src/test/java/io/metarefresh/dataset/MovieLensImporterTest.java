package io.metarefresh.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.metarefresh.interaction.Interaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovieLensImporterTest {
    private static final String NO_FLAGS = "|0".repeat(19);

    @TempDir
    private Path directory;

    @Test
    void readsTheCsvLayout() throws Exception {
        file(
                "movies.csv",
                "movieId,title,genres\r\n10,\"Heat, The (1995)\",Action|Crime\r\n20,Plain,(no genres listed)\r\n");
        file("ratings.csv", "userId,movieId,rating,timestamp\r\n1,10,4.0,200\r\n2,20,5.0,100\r\n2,10,3.5,200\r\n");

        Dataset data = MovieLensImporter.read(directory);

        assertThat(data.interactions()).extracting(Interaction::itemId).containsExactly("20", "10", "10");
        assertThat(data.interactions()).extracting(Interaction::memberId).containsExactly("2", "1", "2");
        assertThat(data.interactions()).extracting(Interaction::label).containsExactly(1f, 1f, 0f);
        assertThat(data.interactions())
                .extracting(Interaction::eventTimeMillis)
                .containsExactly(100_000L, 200_000L, 200_000L);
        assertThat(data.interactions()).extracting(Interaction::eventId).startsWith("000000000001");
        assertThat(data.interactions().get(0).context().ids()).isEmpty();
        assertThat(data.interactions().get(1).context().ids().get("genres")).containsExactly("Action", "Crime");
        // One like of the same film before, and all likes so far: (1 + 5 × 1) / (1 + 5), ln 2.
        float[] statistics = data.interactions().get(2).context().dense().get("item_statistics");
        assertThat(statistics[0]).isCloseTo(1, within(1e-6f));
        assertThat(statistics[1]).isCloseTo((float) Math.log(2), within(1e-6f));
    }

    @Test
    void readsTheOldLayoutWithMembers() throws Exception {
        file("u.item", "7|Caf\u00e9 (1990)|01-Jan-1990||http://x" + NO_FLAGS.substring(0, 36) + "|1\n");
        file("u.user", "3|40|F|writer|12345\n");
        file("u.data", "3\t7\t4\t881250949\n");

        Dataset data = MovieLensImporter.read(directory);

        assertThat(data.interactions().get(0).label()).isEqualTo(1);
        assertThat(data.interactions().get(0).context().ids().get("genres")).containsExactly("Western");
        assertThat(data.profile("3").dense().get("age")).containsExactly(0.4f);
        assertThat(data.profile("3").ids().get("gender")).containsExactly("F");
        assertThat(data.profile("3").ids().get("occupation")).containsExactly("writer");
    }

    @Test
    void readsTheLayoutWithDoubleColons() throws Exception {
        file("movies.dat", "7::Some: film (1990)::Drama|War\n");
        file("users.dat", "3::M::25::4::12345\n");
        file("ratings.dat", "3::7::3::978300760\n");

        Dataset data = MovieLensImporter.read(directory);

        assertThat(data.interactions().get(0).label()).isZero();
        assertThat(data.interactions().get(0).context().ids().get("genres")).containsExactly("Drama", "War");
        assertThat(data.profile("3").ids().get("gender")).containsExactly("M");
    }

    @Test
    void namesFileLineAndValueOfWhatIsWrong() throws Exception {
        assertThatThrownBy(() -> MovieLensImporter.read(directory)).hasMessageContaining("no MovieLens set");
        file("movies.csv", "movieId,title,genres\n10,Heat,Action\n");
        file("ratings.csv", "userId,movieId,rating,timestamp\n1,10,4.0,200\n1,11,4.0,200\n");
        assertThatThrownBy(() -> MovieLensImporter.read(directory))
                .hasMessageContaining("ratings.csv: line 3: film '11' is not in movies.csv");
        file("ratings.csv", "userId,movieId,rating,timestamp\n1,10,four,200\n");
        assertThatThrownBy(() -> MovieLensImporter.read(directory))
                .hasMessageContaining("ratings.csv: line 2: field 3: 'four' is not a finite number");
        file("ratings.csv", "user,movieId,rating,timestamp\n");
        assertThatThrownBy(() -> MovieLensImporter.read(directory))
                .hasMessageContaining("ratings.csv: line 1: the header");
    }

    private void file(String name, String text) throws IOException {
        Files.write(
                directory.resolve(name),
                text.getBytes(name.endsWith(".csv") ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }
}
