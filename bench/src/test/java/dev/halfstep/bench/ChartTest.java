package dev.halfstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {

    @Test
    void aPowerLawIsAStraightLine() throws Exception {
        var chart = new Chart("Cubes", "x", "y");
        chart.line("x³", List.of(1.0, 10.0, 100.0), List.of(1.0, 1000.0, 1e6), 0, false);

        NodeList points = parsed(chart).getElementsByTagName("circle");

        assertThat(points.getLength()).isEqualTo(3);
        assertThat(place(points, 1, "cx")).isEqualTo((place(points, 0, "cx") + place(points, 2, "cx")) / 2, within());
        assertThat(place(points, 1, "cy")).isEqualTo((place(points, 0, "cy") + place(points, 2, "cy")) / 2, within());
        assertThat(place(points, 0, "cy")).as("small values stand low").isGreaterThan(place(points, 2, "cy"));
    }

    @Test
    void ticksAreRoundNumbers() throws Exception {
        var chart = new Chart("Decades", "x", "y");
        chart.line("line", List.of(1e3, 1e7), List.of(0.02, 0.3), 0, false);

        NodeList texts = parsed(chart).getElementsByTagName("text");

        var seen = new ArrayList<String>();
        for (int i = 0; i < texts.getLength(); i++) {
            seen.add(texts.item(i).getTextContent());
        }
        assertThat(seen).contains("1,000", "10,000", "10,000,000", "0.02", "0.05", "0.1", "0.2");
    }

    @Test
    void withoutLinesThereAreAxes() throws Exception {
        var chart = new Chart("Nothing", "x", "y");
        chart.line("not measured", List.of(), List.of(), 0, false);

        assertThat(parsed(chart).getElementsByTagName("circle").getLength()).isZero();
    }

    private static Offset<Double> within() {
        return Offset.offset(0.2);
    }

    private static double place(NodeList points, int index, String attribute) {
        return Double.parseDouble(((Element) points.item(index)).getAttribute(attribute));
    }

    private static Document parsed(Chart chart) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
    }
}
