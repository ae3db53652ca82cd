package dev.halfstep.c.rescale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.c.rescale.Rescale.LongProduct;
import dev.halfstep.c.rescale.Rescale.OneProduct;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.lower.rounding.Rescaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proof by borders holds for every sum: each is tried. */
class RescaleTest {

    private static CodeOfSum doubles(double scale, int zero, int min, int max) {
        return sum -> Math.clamp(Rescaling.scaled(sum, scale) + zero, min, max);
    }

    /** Ties of both signs, scales at powers of two and far from them, and dead outputs. */
    private static Stream<Double> scales() {
        var random = new Random(5);
        return Stream.concat(Stream.of(0.5, 0.25, 0.125, 1.0, 1.5, 2.0, 0.1, 1 / 3.0, 1e-3, 1e-12, 7.0, 0.75),
                random.doubles(40).map(x -> Math.pow(10, -4 + 4 * x)).boxed());
    }

    @ParameterizedTest
    @MethodSource("scales")
    void equalsDoublesForEverySum(double scale) {
        for (int zero : new int[] {-128, 0, 13, 127}) {
            CodeOfSum reference = doubles(scale, zero, -128, 127);
            var range = new SumRange(-70_000, 90_000, 100_000);
            var layer =
                    new Rescale.Layer(List.of(new Rescale.Output(reference, range)), new double[] {scale}, zero, -128,
                            127);
            checkEach(Rescale.proven(layer).orElseThrow(), List.of(reference), range, -128, 127);
        }
    }

    @Test
    void layersShareAShift() {
        double[] scales = {0.9, 0.01, 1e-5, 0.3};
        var outputs = new ArrayList<Rescale.Output>();
        var references = new ArrayList<CodeOfSum>();
        var range = new SumRange(-40_000, 40_000, 40_000);
        for (double scale : scales) {
            references.add(doubles(scale, -128, -128, 127));
            outputs.add(new Rescale.Output(references.getLast(), range));
        }
        Rescale rescale = Rescale.proven(new Rescale.Layer(outputs, scales, -128, -128, 127)).orElseThrow();
        checkEach(rescale, references, range, -128, 127);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.37, 0.0213, 0.001234567, 2.5})
    void equalsDoublesFor16Bits(double scale) {
        CodeOfSum reference = doubles(scale, 0, Short.MIN_VALUE, Short.MAX_VALUE);
        var range = new SumRange(-300_000, 310_000, 400_000);
        var layer = new Rescale.Layer(List.of(new Rescale.Output(reference, range)), new double[] {scale}, 0,
                Short.MIN_VALUE, Short.MAX_VALUE);
        checkEach(Rescale.proven(layer).orElseThrow(), List.of(reference), range, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    @Test
    void equalsTwoRoundings() {
        var random = new Random(9);
        for (int i = 0; i < 30; i++) {
            double scale = Math.pow(10, -4 + 3.5 * random.nextDouble());
            Multiplier multiplier = Multiplier.of(scale);
            CodeOfSum reference = sum -> Math.clamp(FixedPoint.multiply((int) sum, multiplier) + 5, -128, 127);
            var range = new SumRange(-60_000, 60_000, 60_000);
            var layer =
                    new Rescale.Layer(List.of(new Rescale.Output(reference, range)), new double[] {scale}, 5, -128,
                            127);
            checkEach(Rescale.provenOr(layer, List.of(multiplier)), List.of(reference), range, -128, 127);
        }
    }

    /** A function that no multiplier has is not taken for one that has. */
    @Test
    void refusesWhatItCannotProve() {
        CodeOfSum crooked = sum -> sum < 0 ? -1 : sum < 100 ? 0 : sum < 101 ? 1 : 2;
        var layer = new Rescale.Layer(List.of(new Rescale.Output(crooked, new SumRange(-1000, 1000, 1000))),
                new double[] {0.01}, 0, -128, 127);
        assertThat(Rescale.proven(layer)).isEmpty();
    }

    private static void checkEach(Rescale rescale, List<CodeOfSum> references, SumRange range, int min, int max) {
        for (int o = 0; o < references.size(); o++) {
            for (long sum = range.least(); sum <= range.most(); sum++) {
                int code = Math.clamp(code(rescale, o, sum), min, max);
                if (code != references.get(o).code(sum)) {
                    assertThat(code).as("output %d, sum %d, %s", o, sum, rescale)
                            .isEqualTo(references.get(o).code(sum));
                }
            }
        }
    }

    /** As the C code has it. */
    private static int code(Rescale rescale, int output, long sum) {
        return switch (rescale) {
            case OneProduct one ->
                Math.toIntExact(
                        (Math.multiplyExact(sum, (long) one.multipliers()[output]) + one.rounding()) >> one.shift());
            case LongProduct product -> {
                long multiplier = product.multipliers()[output];
                long low = Math.multiplyExact(sum, multiplier & 0xffffffffL);
                long upper = Math.addExact(low >> 32, Math.multiplyExact(sum, multiplier >> 32));
                yield Math.toIntExact((upper + product.rounding()) >> product.shift());
            }
            case Rescale.TwoRoundings two ->
                FixedPoint.multiply((int) sum, two.multipliers()[output], two.shifts()[output]) + two.zero();
            case Rescale.Shifted shifted -> throw new AssertionError(shifted);
        };
    }
}
