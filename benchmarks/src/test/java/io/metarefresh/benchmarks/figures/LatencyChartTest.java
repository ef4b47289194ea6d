package io.metarefresh.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LatencyChartTest {
    @Test
    void everyLoadIsALineWithItsFiguresThatRisesToTheTail() throws Exception {
        double[] values = new double[10_000];
        Arrays.setAll(values, i -> 1 + i / 100.0);
        String svg = new LatencyChart("a < b")
                .line("half & half", Quantiles.of(values))
                .line("all the same", Quantiles.of(new double[] {40}))
                .draw();

        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        NodeList lines = document.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(2);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("half & half: p50 51 ms, p99 100 ms")
                .contains("all the same: p50 40 ms");
        double[] heights = Arrays.stream(
                        ((Element) lines.item(0)).getAttribute("points").split(" "))
                .mapToDouble(point -> Double.parseDouble(point.split(",")[1]))
                .toArray();
        assertThat(heights[0]).isGreaterThan(heights[heights.length - 1]);
        for (int i = 1; i < heights.length; i++) {
            assertThat(heights[i]).isLessThanOrEqualTo(heights[i - 1]);
        }
    }
}
