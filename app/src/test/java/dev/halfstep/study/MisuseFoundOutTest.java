package dev.halfstep.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.explain.misuse.Misuse;
import dev.halfstep.explain.misuse.Misuse.Kind;
import dev.halfstep.explain.misuse.MisuseSearch;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes are committed here on bare codes, by code as people write it, without any of that under test; what it then scores is
 * handed over with five digits, if nothing else is said.
 */
class MisuseFoundOutTest {

    private static final MathContext DIGITS = new MathContext(5);
    private static final List<String> TARGETS = List.of("wage", "age");
    private static final Map<String, Trained> TRAINED = new HashMap<>();

    private static Trained trained(String target) {
        return TRAINED.computeIfAbsent(target, name -> train(name, 0));
    }

    private static Trained train(String target, long seed) {
        return Trained.on(Path.of("..", "examples", "wages.csv"), PipelineOptions.forTargets(target), seed);
    }

    static Stream<Arguments> models() {
        return TARGETS.stream().flatMap(target -> Stream.of(Precision.FULL_UINT8, Precision.FULL_INT8)
                .flatMap(precision -> Stream.of(Recipe.TENSORFLOW, Recipe.DEFAULT)
                        .map(recipe -> Arguments.of(target, precision, recipe))));
    }

    /** A model, its rows, and how its integers are meant. */
    private record Case(Trained on, Graph model, DType type, Quantization in, Quantization out,
            Optional<FeatureCodes> codes) {

        static Case of(Trained on, Precision precision, Recipe recipe) {
            Graph model = on.quantized(precision, recipe);
            Interface.Port port = Interface.of(model).inputs().getFirst();
            return new Case(on, model, port.tensor().dtype(), port.tensor().quantization().orElseThrow(),
                    model.outputTensors().getFirst().quantization().orElseThrow(), port.features());
        }

        int width() {
            return on.pipeline().features().size();
        }

        /** How many steps a value is above the code 0, or with codes of its own above the smallest code. */
        double steps(int column, float value) {
            return codes.map(c -> (value - c.slots().get(column).offset()) / c.slots().get(column).step())
                    .orElseGet(() -> (double) (value / in.scale() + in.zeroPoint()));
        }

        long lowest() {
            return codes.isPresent() ? type.min() : 0;
        }

        int code(int column, float value) {
            return (int) Math.clamp(Math.round(steps(column, value)) + lowest(), type.min(), type.max());
        }

        /** What the model gives for codes, as bare integers. */
        long[] run(int[] input) {
            long[] codesIn = IntStream.of(input).asLongStream().toArray();
            var result = (Codes) Interpreter.prepare(model)
                    .run(Codes.of(type, Shape.of(input.length / width(), width()), codesIn, in));
            return IntStream.range(0, result.shape().elements()).mapToLong(result::rawCode).toArray();
        }

        /** The error that is seen who feeds these codes and decodes the output as it is meant. */
        double decoded(int[] input) {
            long[] output = run(input);
            return mae(i -> (output[i] - out.zeroPoint()) * (double) out.scale());
        }

        /** The mean absolute error of standardised values. */
        double mae(IntToDoubleFunction value) {
            float[] labels = on.labels().values();
            return IntStream.range(0, labels.length).mapToDouble(i -> Math.abs(value.applyAsDouble(i) - labels[i]))
                    .average().orElseThrow();
        }

        int[] coded(Encoding encoding) {
            float[] x = on.inputs().values();
            return IntStream.range(0, x.length).map(i -> encoding.code(i % width(), x[i])).toArray();
        }

        int[] rightCodes() {
            return coded(this::code);
        }

        /** As {@code (byte)} does, and {@code & 0xff} for uint8. */
        int lowBits(long number) {
            return type == DType.UINT8 ? (int) (number & 0xff) : (byte) number;
        }
    }

    private interface Encoding {
        int code(int column, float value);
    }

    @ParameterizedTest
    @MethodSource("models")
    void rawOutputCodes(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        long[] output = c.run(c.rightCodes());
        assertFoundOut(c, c.mae(i -> output[i]), Kind.RAW_OUTPUT_CODES);
    }

    @ParameterizedTest
    @MethodSource("models")
    void truncatedInputs(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] input = c.coded((column, value) -> (int) Math.clamp((long) c.steps(column, value) + c.lowest(),
                c.type.min(), c.type.max()));
        assertFoundOut(c, c.decoded(input), Kind.TRUNCATED_INPUTS);
    }

    @ParameterizedTest
    @MethodSource("models")
    void wrappedInputs(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] input = c.coded((column, value) -> c.lowBits(Math.round(c.steps(column, value)) + c.lowest()));
        if (Arrays.equals(input, c.rightCodes())) {
            // No test row lies beyond the codes, so that wrapping is no mistake yet.
            assertThat(recipe).isEqualTo(Recipe.DEFAULT);
            Misuse misuse = search(c, "1");
            assertThat(misuse.mistakes()).noneMatch(m -> m.kinds().contains(Kind.WRAPPED_INPUTS)
                    && m.scored().mae().standardised() != misuse.correct().mae().standardised());
            return;
        }
        assertFoundOut(c, c.decoded(input), Kind.WRAPPED_INPUTS);
    }

    @ParameterizedTest
    @MethodSource("models")
    void castInputs(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] input = c.coded((column, value) -> c.lowBits((long) c.steps(column, value) + c.lowest()));
        int[] held = c.coded((column, value) -> (int) Math.clamp((long) c.steps(column, value) + c.lowest(),
                c.type.min(), c.type.max()));
        if (Arrays.equals(input, held)) {
            assertFoundOut(c, c.decoded(input), Kind.TRUNCATED_INPUTS);
        } else {
            assertFoundOut(c, c.decoded(input), Kind.TRUNCATED_INPUTS, Kind.WRAPPED_INPUTS);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void otherSign(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        long[] output = c.run(c.rightCodes());
        double seen = c.mae(i -> ((c.type == DType.UINT8 ? (byte) output[i] : output[i] & 0xff) - c.out.zeroPoint())
                * (double) c.out.scale());
        assertFoundOut(c, seen, Kind.OTHER_SIGN);
    }

    @ParameterizedTest
    @MethodSource("models")
    void notStandardised(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] input = c.coded((column, value) -> c.code(column, (float) c.on.feature(column).inUnits(value)));
        assertFoundOut(c, c.decoded(input), Kind.NOT_STANDARDISED);
    }

    @ParameterizedTest
    @MethodSource("models")
    void standardisedTwice(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] input = c.coded((column, value) -> c.code(column, c.on.feature(column).standardise(value)));
        assertFoundOut(c, c.decoded(input), Kind.STANDARDISED_TWICE);
    }

    @ParameterizedTest
    @MethodSource("models")
    void alphabeticalOrder(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] order = IntStream.range(0, c.width()).boxed()
                .sorted(Comparator.comparing(f -> c.on.pipeline().featureNames().get(f))).mapToInt(f -> f).toArray();
        assertFoundOut(c, inOrder(c, order), Kind.OTHER_ORDER);
    }

    @ParameterizedTest
    @MethodSource("models")
    void swappedColumns(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        int[] order = IntStream.range(0, c.width()).toArray();
        order[0] = 3;
        order[3] = 0;
        // So many swaps of twenty features score nearly the same that five digits do not tell them apart.
        Misuse misuse = assertFoundOut(c, new MathContext(7), inOrder(c, order), Kind.OTHER_ORDER);
        assertThat(misuse.verdict().orElseThrow().mistake().orElseThrow().name()).isEqualTo(
                "'%s' and '%s' swapped", c.on.feature(0).name(), c.on.feature(3).name());
    }

    private static double inOrder(Case c, int[] order) {
        float[] x = c.on.inputs().values();
        return c.decoded(IntStream.range(0, x.length).map(i -> {
            int column = i % c.width();
            return c.code(column, x[i - column + order[column]]);
        }).toArray());
    }

    @ParameterizedTest
    @MethodSource("models")
    void standardisedPredictionsAgainstLabelsInUnits(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        long[] output = c.run(c.rightCodes());
        double seen = IntStream.range(0, output.length)
                .mapToDouble(i -> Math.abs((output[i] - c.out.zeroPoint()) * (double) c.out.scale()
                        - c.on.labelsInUnits()[i]))
                .average().orElseThrow();
        assertFoundOut(c, seen, Kind.OTHER_TARGET_UNIT);
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictionsInUnitsAgainstStandardisedLabels(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        long[] output = c.run(c.rightCodes());
        assertFoundOut(c, c.mae(i -> c.on.pipeline().inUnits(0,
                (float) ((output[i] - c.out.zeroPoint()) * (double) c.out.scale()))), Kind.OTHER_TARGET_UNIT);
    }

    @ParameterizedTest
    @MethodSource("models")
    void tensorScaleInputs(String target, Precision precision, Recipe recipe) {
        Case c = Case.of(trained(target), precision, recipe);
        if (c.codes.isEmpty()) {
            assertThat(search(c, "1").mistakes()).noneMatch(m -> m.kinds().contains(Kind.TENSOR_SCALE_INPUTS));
            return;
        }
        assertThat(c.in.scale()).isEqualTo(1);
        int[] input = c.coded(
                (column, value) -> (int) Math.clamp(Math.round(value) + c.in.zeroPoint(), c.type.min(), c.type.max()));
        assertFoundOut(c, c.decoded(input), Kind.TENSOR_SCALE_INPUTS);
    }

    private static Misuse assertFoundOut(Case c, double score, Kind... kinds) {
        return assertFoundOut(c, DIGITS, score, kinds);
    }

    private static Misuse assertFoundOut(Case c, MathContext digits, double score, Kind... kinds) {
        String seen = new BigDecimal(score).round(digits).toString();
        Misuse misuse = search(c, seen);
        Misuse.Verdict verdict = misuse.verdict().orElseThrow();
        String found = seen + " (right: " + misuse.correct() + "): " + verdict;
        assertThat(verdict.explained()).as(found).isTrue();
        assertThat(verdict.mistake()).as(found).isPresent();
        assertThat(verdict.mistake().get().kinds()).as(found).containsExactly(kinds);
        assertThat(verdict.matches().getFirst().score()).as(found).isCloseTo(score, within(1e-5 * score));
        assertThat(misuse.mistakes()).contains(verdict.mistake().get());
        return misuse;
    }

    private static Misuse search(Case c, String seen) {
        return MisuseSearch.search(c.on.subject(c.model), Optional.of(seen)).orElseThrow();
    }

    static Stream<Arguments> runs() {
        return IntStream.range(0, 5).boxed().flatMap(seed -> Stream.of(Arguments.of("wage", seed),
                Arguments.of("age", seed)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void nothingIsFoundWhereNothingIsWrong(String target, int seed) {
        Trained on = train(target, seed);
        List<Graph> models = List.of(on.network(), on.quantized(Precision.FULL_UINT8, Recipe.TENSORFLOW),
                on.quantized(Precision.FULL_INT8, Recipe.DEFAULT));
        for (Graph model : models) {
            Evaluation evaluation = Evaluator
                    .on(on.inputs(), on.labels(), on.labelsInUnits(), on.pipeline()::inUnits).evaluate(model);
            for (double right : new double[] {evaluation.inUnits().mae(), evaluation.inUnits().rmse(),
                    evaluation.standardised().mae(), Math.pow(evaluation.standardised().rmse(), 2)}) {
                assertRight(on, model, right, 2);
                assertRight(on, model, right, 5);
            }
        }
    }

    private static void assertRight(Trained on, Graph model, double right, int digits) {
        String seen = new BigDecimal(right).round(new MathContext(digits)).toString();
        Misuse.Verdict verdict =
                MisuseSearch.search(on.subject(model), Optional.of(seen)).orElseThrow().verdict().orElseThrow();
        assertThat(verdict.explained()).as(seen + ": " + verdict).isTrue();
        assertThat(verdict.mistake()).as(seen + ": " + verdict).isEmpty();
        assertThat(verdict.matches().getFirst().score()).isCloseTo(right, within(0.05 * right));
    }
}
