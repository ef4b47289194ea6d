package io.metarefresh.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultLineTest {
    @Test
    void everythingStandsInOneLineOfJson() throws Exception {
        String line = new ResultLine("pipeline", Map.of("members", 10_000))
                .put("note", "two\nlines \"quoted\"")
                .put("runs", List.of(Map.of("events_per_second", new Spread(1, 0.5, 2, 3).toMap())))
                .toString();

        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.at("/benchmark").asText()).isEqualTo("pipeline");
        assertThat(json.at("/machine/cores").asInt()).isPositive();
        assertThat(json.at("/machine/jvm").asText()).isNotBlank();
        assertThat(json.at("/settings/members").asInt()).isEqualTo(10_000);
        assertThat(json.at("/note").asText()).isEqualTo("two\nlines \"quoted\"");
        assertThat(json.at("/runs/0/events_per_second/max").asDouble()).isEqualTo(2);
    }

    @Test
    void figuresKeepFiveSignificantDigits() throws Exception {
        String line = new ResultLine("x", Map.of())
                .put("large", 123_456.789)
                .put("small", 0.000123456789)
                .toString();

        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.at("/large").asDouble()).isEqualTo(123_460);
        assertThat(json.at("/small").asDouble()).isEqualTo(0.00012346);
    }

    @Test
    void aFigureThatIsNoNumberIsRefusedByItsName() {
        ResultLine line = new ResultLine("x", Map.of()).put("runs", List.of(Map.of("ratio", Double.NaN)));

        assertThatThrownBy(line::toString).hasMessageContaining("/runs/ratio").hasMessageContaining("NaN");
    }
}
