package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers that go through sequences. */
class RecurrentTest {

    private static final int UNITS = 3;
    private static final int INPUTS = 2;

    @ParameterizedTest
    @CsvSource({"RNN, 1, forward", "RNN, 1, bidirectional", "GRU, 3, forward", "GRU, 3, reverse", "GRU, 3, bidirectional",
            "LSTM, 4, forward", "LSTM, 4, reverse", "LSTM, 4, bidirectional"})
    void goThroughSequences(String op, int gates, String direction) {
        for (long after = 0; after < (op.equals("GRU") ? 2 : 1); after++) {
            List<AttributeProto> attributes = new ArrayList<>(
                    List.of(attribute("hidden_size", UNITS), attribute("direction", direction)));
            if (op.equals("GRU")) {
                attributes.add(attribute("linear_before_reset", after));
            }
            Judge.agrees(file(op, gates, direction.equals("bidirectional") ? 2 : 1, attributes));
        }
    }

    private static OnnxFile file(String op, int gates, int ways, List<AttributeProto> attributes) {
        return OnnxFile.opset(17).input("x", OPEN, 5, INPUTS).node("Transpose(x) -> t", integersOf("perm", 1, 0, 2))
                .random("w", ways, (long) gates * UNITS, INPUTS).random("r", ways, (long) gates * UNITS, UNITS)
                .random("b", ways, 2L * gates * UNITS)
                .node(op + "(t, w, r, b) -> s, h", attributes.toArray(AttributeProto[]::new))
                .node("Transpose(s) -> y", integersOf("perm", 2, 0, 1, 3)).output("y").output("h");
    }

    /** The batch is second in ONNX and first in what it is transposed from, so that nothing is transposed. */
    @Test
    void nothingIsTransposedWhereTheBatchWasFirst() {
        OnnxFile file = file("LSTM", 4, 1, List.of(attribute("hidden_size", UNITS)));
        assertThat(Judge.ops(file)).doesNotContain("TRANSPOSE");
    }

    @Test
    void statesAndPeepholes() {
        Judge.agrees(OnnxFile.opset(17).input("x", 5, 1, INPUTS).random("w", 1, 4 * UNITS, INPUTS)
                .random("r", 1, 4 * UNITS, UNITS).random("b", 1, 8 * UNITS).random("h0", 1, 1, UNITS)
                .random("c0", 1, 1, UNITS).random("p", 1, 3 * UNITS)
                .node("LSTM(x, w, r, b, , h0, c0, p) -> y, h, c", attribute("hidden_size", UNITS)).output("y").output("c"));
    }
}
