package dev.halfstep.ops;

import dev.halfstep.op.elementwise.BinaryFunction;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.op.move.Selecting.Where;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ops that make truth values or choose by them, against TensorFlow Lite's reference kernels. */
class TruthOpsTest {

    private static final int CASES = 40;
    /** TensorFlow Lite ends its process where it would have to broadcast more axes. */
    private static final int MAX_RANK = 4;
    private static final int SELECT_MAX_RANK = 5;

    private final Draws draws = new Draws(11);
    private final List<OpCase> cases = new ArrayList<>();

    private void compare(Compare op, DType dtype, @Nullable Quantization left, @Nullable Quantization right) {
        Shape[] shapes = draws.pair(MAX_RANK);
        cases.add(new OpCase.Builder(draws.random()).input(draws.ties(dtype, shapes[0], left))
                .input(draws.ties(dtype, shapes[1], right))
                .build(op + " " + dtype + Arrays.toString(shapes) + left + right, op, DType.BOOL, null));
    }

    @ParameterizedTest
    @EnumSource(Compare.class)
    void comparisons(Compare op) {
        for (DType dtype : List.of(DType.BOOL, DType.FLOAT32, DType.INT32, DType.INT64)) {
            for (int i = 0; i < CASES && op.type().types().contains(dtype); i++) {
                compare(op, dtype, null, null);
            }
        }
        for (DType dtype : List.of(DType.INT8, DType.UINT8)) {
            for (int i = 0; i < CASES; i++) {
                Quantization left = draws.quantization(dtype, 1e-4, 0.999);
                compare(op, dtype, left, draws.chance(3) ? left : draws.quantization(dtype, 1e-4, 0.999));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("compare-" + op));
    }

    @ParameterizedTest
    @EnumSource(Compare.class)
    void comparisonsOfInt16(Compare op) {
        boolean isEquality = op == Compare.EQUAL || op == Compare.NOT_EQUAL;
        for (int i = 0; i < CASES; i++) {
            Quantization left = draws.quantization(DType.INT16, 1e-4, 0.999);
            compare(op, DType.INT16, left, isEquality ? draws.quantization(DType.INT16, 1e-4, 0.999) : left);
            if (op != Compare.NOT_EQUAL) {
                compare(op, DType.INT16, null, null);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("compare-int16-" + op));
    }

    @Test
    void logic() {
        for (int i = 0; i < CASES; i++) {
            for (BinaryFunction op : List.of(BinaryFunction.LOGICAL_AND, BinaryFunction.LOGICAL_OR)) {
                Shape[] shapes = draws.pair(MAX_RANK);
                cases.add(new OpCase.Builder(draws.random()).input(DType.BOOL, shapes[0], null)
                        .input(DType.BOOL, shapes[1], null)
                        .build(op + Arrays.toString(shapes), op, DType.BOOL, null));
            }
            Shape shape = draws.shape(0, Draws.MAX_RANK);
            cases.add(new OpCase.Builder(draws.random()).input(DType.BOOL, shape, null)
                    .build("LOGICAL_NOT " + shape, UnaryFunction.LOGICAL_NOT, DType.BOOL, null));
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("logic"));
    }

    private void select(Select op, DType dtype, Shape condition, Shape whereTrue, Shape whereFalse) {
        Quantization scale = RandomShapes.scale(draws.random(), dtype);
        cases.add(new OpCase.Builder(draws.random()).input(DType.BOOL, condition, null)
                .input(draws.value(dtype, whereTrue, scale)).input(draws.value(dtype, whereFalse, scale))
                .build(op + " " + dtype + condition + whereTrue + whereFalse, op, dtype, scale));
    }

    @Test
    void choices() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Select.TYPE_2.types()) {
                Shape all = draws.shape(0, SELECT_MAX_RANK);
                select(new Select(true), dtype, draws.narrowed(all, draws.chance(2)),
                        draws.narrowed(all, draws.chance(2)), draws.narrowed(all, draws.chance(2)));
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("select-v2"));
    }

    @Test
    void choicesOfTheOlderOp() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Select.TYPE.types()) {
                Shape data = draws.shape(1, MAX_RANK);
                Shape condition = switch (i % 3) {
                    case 0 -> data;
                    case 1 -> Shape.of(data.extent(0));
                    default -> Shape.of();
                };
                select(new Select(false), dtype, condition, data, data);
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("select"));
    }

    @Test
    void indicesOfWhatIsTrue() {
        for (int i = 0; i < CASES; i++) {
            for (DType dtype : Where.TYPE.types()) {
                Shape shape = draws.shape(1, 5);
                OpCase one = new OpCase.Builder(draws.random()).unread().constant(draws.ties(dtype, shape, null))
                        .build("WHERE " + dtype + shape, new Where(), DType.INT64, null);
                // The judge cannot look at a result without elements.
                if (one.graph().outputTensors().getFirst().shape().extent(0) > 0) {
                    cases.add(one);
                }
            }
        }
        OpsJudge.assertSame(cases, OpsJudge.folder("where"));
    }
}
