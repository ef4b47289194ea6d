package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddingReaderTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws InterruptedException {
        return EmbeddingReader.run(
                arguments, Duration.ofSeconds(1), new PrintStream(out, true), new PrintStream(err, true));
    }

    @Test
    void theUsageIsPrintedOnRequestAndForWrongArguments() throws Exception {
        assertEquals(0, run("--help"));
        assertEquals(EmbeddingReader.USAGE, out.toString().strip());
        assertEquals(2, run("one"));
        assertEquals(EmbeddingReader.USAGE, err.toString().strip());
    }

    /** Opening a store needs every dependency of the client: a class that its artifact does not bring would be missing here. */
    @Test
    void aBrokerThatDoesNotAnswerIsNamedOnOneLine() throws Exception {
        assertEquals(1, run("127.0.0.1:1", "http://127.0.0.1:1", "m1"));
        String message = err.toString().strip();
        assertTrue(message.contains("127.0.0.1:1"), message);
        assertEquals(1, message.lines().count(), message);
    }
}
