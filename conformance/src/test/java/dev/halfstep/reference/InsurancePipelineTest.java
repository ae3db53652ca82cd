package dev.halfstep.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.Shared;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.pipeline.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The split and the scaler against pandas and scikit-learn. */
class InsurancePipelineTest {

    private static final int ROWS = 1338;

    @Test
    void drawsTheRowsThatPandasDraws() throws IOException {
        JsonNode facts = Insurance.facts("insurance-64-seed0");
        Split.Parts parts = Insurance.OPTIONS.split().of(IntStream.range(0, ROWS).toArray());
        assertThat(parts.train()).containsExactly(ints(facts.get("train_rows")));
        assertThat(parts.test()).hasSize(268).containsExactly(ints(facts.get("test_rows")));
    }

    @Test
    void standardisesAsScikitLearnDoes() throws IOException {
        JsonNode facts = Insurance.facts("insurance-64-seed0");
        var insurance = new Insurance(Shared.file(Insurance.TABLE));
        assertThat(insurance.fitted.train()).containsExactly(ints(facts.get("train_rows")));
        List<Scaling> scalings = new ArrayList<>(insurance.fitted.pipeline().features());
        scalings.add(5, insurance.fitted.pipeline().targets().getFirst().scaling());
        for (int i = 0; i < scalings.size(); i++) {
            assertThat(scalings.get(i).name()).endsWith(facts.get("columns").get(i).asText());
            assertThat(scalings.get(i).mean()).isCloseTo(facts.get("mean").get(i).asDouble(), within(1e-9));
            assertThat(scalings.get(i).deviation()).isCloseTo(facts.get("scale").get(i).asDouble(), within(1e-9));
        }
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }
}
