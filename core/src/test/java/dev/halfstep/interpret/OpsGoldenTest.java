package dev.halfstep.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.fixture.JudgedCase;
import dev.halfstep.fixture.Resources;
import dev.halfstep.op.OpType;
import dev.halfstep.tflite.OpTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small models of each op at each combination of types, against what TensorFlow Lite gave for them: integers code for code, floats to
 * {@value dev.halfstep.fixture.RawValues#FLOAT_TOLERANCE}. See {@code golden/README.md} among the test resources.
 */
@Tag("golden") // with each set of kernels
class OpsGoldenTest {

    private static final List<String> FAMILIES =
            List.of("coding", "conv", "dense", "elementwise", "lstm", "move", "reduce");

    /** What TensorFlow Lite has no kernel for, and sums that its reference kernels get wrong. */
    private static final Set<String> NOT_JUDGED =
            Set.of("DEQUANTIZE INT32", "DEQUANTIZE INT64", "SUM INT8", "SUM INT16");

    private static final Map<String, List<JudgedCase>> CASES = FAMILIES.stream().flatMap(OpsGoldenTest::read)
            .collect(Collectors.groupingBy(JudgedCase::op));

    private static Stream<JudgedCase> read(String family) {
        try {
            return JudgedCase.read(Files.newInputStream(Resources.path("golden/" + family + ".gz"))).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> ops() {
        return OpTypes.ALL.stream().map(OpType::name).sorted();
    }

    @ParameterizedTest
    @MethodSource("ops")
    void givesWhatTensorFlowLiteGives(String op) {
        List<JudgedCase> cases = CASES.getOrDefault(op, List.of());
        assertThat(cases).as("cases of " + op).isNotEmpty();
        assertThat(cases.stream().map(one -> describe(one)).filter(text -> !text.isEmpty()))
                .as("of %d cases of %s, those that differ", cases.size(), op).isEmpty();
    }

    private static String describe(JudgedCase one) {
        String difference = one.difference();
        return difference.isEmpty() ? "" : one.name() + ": " + difference;
    }

    @Test
    void everyTypeOfEveryOpIsAmongThem() {
        Set<String> judged = CASES.values().stream().flatMap(List::stream)
                .flatMap(one -> Stream.of(one.types().split(",")).map(type -> one.op() + " " + type))
                .collect(Collectors.toSet());
        Stream<String> missing = OpTypes.ALL.stream()
                .flatMap(type -> type.types().stream().map(dtype -> type.name() + " " + dtype));
        assertThat(missing.filter(type -> !judged.contains(type))).containsExactlyInAnyOrderElementsOf(NOT_JUDGED);
    }
}
