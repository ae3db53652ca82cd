package dev.halfstep.onnx.op;

import static dev.halfstep.onnx.network.Call.requireThat;

import dev.halfstep.onnx.network.Call;
import dev.halfstep.onnx.network.Layout;
import dev.halfstep.onnx.network.Network;
import dev.halfstep.onnx.network.Operand;
import dev.halfstep.onnx.network.Operand.Held;
import dev.halfstep.op.Activation;
import dev.halfstep.op.elementwise.Arithmetic.Kind;
import dev.halfstep.op.elementwise.Compare;
import dev.halfstep.op.elementwise.UnaryFunction;
import dev.halfstep.op.move.Picking.Gather;
import dev.halfstep.op.move.Selecting.Select;
import dev.halfstep.op.reduce.Reduce;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The ops for classical machine learning, on numbers, as scikit-learn's models have them. */
final class MlOps {

    private MlOps() {}

    static void addTo(Handler.Table table) {
        table.one("Scaler", MlOps::scaler);
        table.one("Imputer", MlOps::imputer);
        table.one("Normalizer", MlOps::normalizer);
        table.one("FeatureVectorizer", MlOps::vectorizer);
        table.one("LinearRegressor", MlOps::regressor);
        table.one("OneHotEncoder", MlOps::oneHot);
        table.one("LabelEncoder", MlOps::labels);
        table.one("Binarizer", MlOps::binarizer);
        table.one("ArrayFeatureExtractor", MlOps::extractor);
    }

    private static Problem strings() {
        return Problem.model("it works on text, which is not supported")
                .remedy("Export what follows it alone, and give the model a column of numbers for each category.");
    }

    /** Whatever numbers go in as float32. */
    private static Held real(Call call, int input) {
        return LogicOps.cast(call, call.name() + "/real" + input, call.held(input), DType.FLOAT32);
    }

    private static Held apply(Call call, String name, Kind kind, Held left, Held right) {
        return call.network().elementwise(name, kind.with(Activation.NONE), DType.FLOAT32, left, right);
    }

    /** Numbers for all columns, or one for each. */
    private static Held numbers(Call call, String what, float[] values, Held data) {
        int columns = data.rank() == 0 ? 1 : call.network().shape(data)[data.rank() - 1];
        requireThat(values.length == 1 || values.length == columns,
                "its " + values.length + " " + what + " do not go with " + columns + " columns");
        return call.network().constant(call.name() + "/" + what, Shape.of(values.length), values);
    }

    private static Operand scaler(Call call) {
        Held data = real(call, 0);
        Optional<float[]> offset = call.attributes().reals("offset");
        Optional<float[]> scale = call.attributes().reals("scale");
        Held result = data;
        if (offset.isPresent()) {
            result = apply(call, call.name() + "/centred", Kind.SUB, result,
                    numbers(call, "offset", offset.get(), data));
        }
        if (scale.isPresent()) {
            result = apply(call, call.name(), Kind.MUL, result, numbers(call, "scale", scale.get(), data));
        }
        return result;
    }

    private static Operand imputer(Call call) {
        boolean whole = call.attributes().has("imputed_value_int64s");
        requireThat(!whole && !call.attributes().has("replaced_value_int64"),
                "it replaces integers, of which none can be missing here");
        Held data = real(call, 0);
        float[] values = call.attributes().reals("imputed_value_floats")
                .orElseThrow(() -> Problem.model("it does not say what takes the place of missing values"));
        float replaced = call.attributes().real("replaced_value_float", 0);
        Network network = call.network();
        Held missing = equal(call, call.name() + "/missing", data, replaced);
        return network.elementwise(call.name(), new Select(true), DType.FLOAT32, missing,
                numbers(call, "imputed", values, data), data);
    }

    /** Where the data are a number, or none if it is none: that is the only value not equal to itself. */
    private static Held equal(Call call, String name, Held data, float number) {
        Network network = call.network();
        return Float.isNaN(number) ? network.elementwise(name, Compare.NOT_EQUAL, DType.BOOL, data, data)
                : network.elementwise(name, Compare.EQUAL, DType.BOOL, data,
                        network.constant(name + "/number", Shape.of(), number));
    }

    private static Operand normalizer(Call call) {
        Held data = real(call, 0);
        requireThat(data.rank() == 1 || data.rank() == 2, "its data have " + data.rank() + " axes");
        Network network = call.network();
        int last = data.layout().position(data.rank() - 1);
        return switch (call.attributes().text("norm", "MAX")) {
            // As ONNX has it: the largest value, not the largest magnitude.
            case "MAX" -> divided(call, data, network.each(data, tensor -> network.layers()
                    .reduce(call.name() + "/norm", Reduce.Kind.MAX, tensor, true, last)));
            case "L1" -> divided(call, data, norm(call, data, UnaryFunction.ABS, Reduce.Kind.SUM, last));
            case "L2" -> {
                Held squares = norm(call, data, UnaryFunction.SQUARE, Reduce.Kind.SUM, last);
                yield divided(call, data, network.each(squares,
                        tensor -> call.assembler().apply(call.name() + "/length", UnaryFunction.SQRT, tensor)));
            }
            default -> throw Problem.model("its norm is not supported");
        };
    }

    private static Held norm(Call call, Held data, UnaryFunction function, Reduce.Kind kind, int position) {
        return call.network().each(data, tensor -> call.network().layers().reduce(call.name() + "/norm", kind,
                call.assembler().apply(call.name() + "/elements", function, tensor), true, position));
    }

    /** Rows of zeros stay as they are. */
    private static Held divided(Call call, Held data, Held norm) {
        Network network = call.network();
        Held zero = network.constant("zero", Shape.of(), 0);
        Held isZero = network.elementwise(call.name() + "/is_zero", Compare.EQUAL, DType.BOOL, norm, zero);
        Held safe = network.elementwise(call.name() + "/safe", new Select(true), DType.FLOAT32, isZero,
                network.constant("one", Shape.of(), 1), norm);
        return apply(call, call.name(), Kind.DIV, data, safe);
    }

    private static Operand vectorizer(Call call) {
        call.attributes().skip("inputdimensions");
        int[] parts = IntStream.range(0, call.size()).map(i -> {
            Held part = real(call, i);
            requireThat(part.rank() == 2, "its parts are no tables");
            return call.network().plain(part);
        }).toArray();
        requireThat(parts.length > 0, "there is nothing to put together");
        return call.network().held(call.network().layers().concatenate(call.name(), 1, parts));
    }

    private static Operand regressor(Call call) {
        Held data = real(call, 0);
        requireThat(data.rank() == 1 || data.rank() == 2, "its data have " + data.rank() + " axes");
        float[] coefficients = call.attributes().reals("coefficients")
                .orElseThrow(() -> Problem.model("it has no coefficients"));
        int targets = Call.small(call.attributes().integer("targets", 1));
        Held rows = call.network().widened(data, 2);
        int columns = call.network().shape(rows)[1];
        requireThat(targets > 0 && (long) targets * columns == coefficients.length,
                "its " + coefficients.length + " coefficients do not go with " + columns + " columns");
        float[] intercepts = call.attributes().reals("intercepts").orElse(new float[targets]);
        requireThat(intercepts.length == targets,
                "its " + intercepts.length + " intercepts do not go with " + targets + " targets");
        String after = call.attributes().text("post_transform", "NONE");
        String name = after.equals("NONE") ? call.name() : call.name() + "/sum";
        int sum = call.network().layers().dense(name, call.network().plain(rows),
                Tensor.of(Shape.of(targets, columns), coefficients), intercepts);
        return call.network().held(transformed(call, after, sum));
    }

    private static int transformed(Call call, String after, int sum) {
        return switch (after) {
            case "NONE" -> sum;
            case "LOGISTIC" -> call.assembler().apply(call.name(), UnaryFunction.LOGISTIC, sum);
            case "SOFTMAX" -> call.network().layers().softmax(call.name(), sum, 1);
            default -> throw Problem.model("its post_transform is not supported");
        };
    }

    private static Operand oneHot(Call call) {
        List<String> texts = call.attributes().texts("cats_strings");
        if (!texts.isEmpty()) {
            throw strings();
        }
        boolean zeros = call.attributes().flag("zeros", true);
        requireThat(zeros, "a category that it does not know would be an error, which is not supported");
        long[] categories = call.attributes().integers("cats_int64s")
                .orElseThrow(() -> Problem.model("it has no categories"));
        var values = new float[categories.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = categories[i];
            requireThat((long) values[i] == categories[i], "a category is too large for float32");
        }
        Network network = call.network();
        Held data = real(call, 0);
        // Fractions are cut off, as in a change of type to integers.
        Held whole = network.dtype(call.held(0)) != DType.FLOAT32 ? data : truncated(call, data);
        int[] extents = IntStream.range(0, data.rank() + 1)
                .map(axis -> axis == data.rank() ? 1 : network.signature(data)[axis]).toArray();
        Held column = network.reshaped(call.name() + "/column", whole, extents);
        Held found = network.elementwise(call.name() + "/found", Compare.EQUAL, DType.BOOL, column,
                network.constant(call.name() + "/categories", Shape.of(values.length), values));
        return LogicOps.cast(call, call.name(), found, DType.FLOAT32);
    }

    private static Held truncated(Call call, Held data) {
        return LogicOps.cast(call, call.name() + "/whole",
                LogicOps.cast(call, call.name() + "/integers", data, DType.INT32), DType.FLOAT32);
    }

    private static Operand labels(Call call) {
        if (call.attributes().has("keys_strings") || call.attributes().has("values_strings")
                || call.attributes().has("classes_strings") || (call.attributes().has("default_string")
                        && !call.attributes().has("values_floats") && !call.attributes().has("values_int64s"))) {
            throw strings();
        }
        call.attributes().skip("default_string");
        requireThat(!call.attributes().has("keys_tensor") && !call.attributes().has("values_tensor"),
                "keys and values in tensors are not supported");
        float[] keys = numbers(call, "keys");
        float[] values = numbers(call, "values");
        requireThat(keys.length == values.length, "its keys do not go with its values");
        boolean real = call.attributes().has("values_floats");
        float unknown = real ? call.attributes().real("default_float", -0f)
                : call.attributes().integer("default_int64", -1);
        call.attributes().skip("default_float", "default_int64");
        Network network = call.network();
        Held data = real(call, 0);
        Held result = network.constant(call.name() + "/default", Shape.of(), unknown);
        // From the last on, so that the first of equal keys counts.
        for (int i = keys.length - 1; i >= 0; i--) {
            Held found = equal(call, call.name() + "/found" + i, data, keys[i]);
            Held value = network.constant(call.name() + "/value" + i, Shape.of(), values[i]);
            result = network.elementwise(call.name() + "/chosen" + i, new Select(true), DType.FLOAT32, found, value,
                    result);
        }
        return real ? result : LogicOps.cast(call, call.name(), result, DType.INT64);
    }

    private static float[] numbers(Call call, String what) {
        Optional<float[]> reals = call.attributes().reals(what + "_floats");
        if (reals.isPresent()) {
            return reals.get();
        }
        long[] integers = call.attributes().integers(what + "_int64s")
                .orElseThrow(() -> Problem.model("it has no " + what));
        requireThat(Arrays.stream(integers).allMatch(n -> (long) (float) n == n && n != Long.MAX_VALUE),
                "one of its " + what + " is too large for float32");
        var values = new float[integers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers[i];
        }
        return values;
    }

    private static Operand binarizer(Call call) {
        Held data = real(call, 0);
        Held above = call.network().elementwise(call.name() + "/above", Compare.GREATER, DType.BOOL, data,
                call.network().constant(call.name() + "/threshold", Shape.of(),
                        call.attributes().real("threshold", 0)));
        return LogicOps.cast(call, call.name(), above, DType.FLOAT32);
    }

    /** Columns by their indices. */
    private static Operand extractor(Call call) {
        Held data = call.held(0);
        long[] columns = call.integers(1);
        requireThat(data.rank() > 0, "its data have no columns");
        int extent = call.network().shape(data)[data.rank() - 1];
        requireThat(Arrays.stream(columns).allMatch(c -> c >= 0 && c < extent), "it picks a column that is not there");
        int[] indices = Arrays.stream(columns).mapToInt(c -> (int) c).toArray();
        Held rows = call.network().widened(data, Math.max(2, data.rank()));
        Layout layout = rows.layout();
        return new Held(call.assembler().apply(call.name(),
                new Gather(layout.position(rows.rank() - 1), 0), rows.tensor(),
                call.assembler().integers(call.name() + "/columns", indices)), layout);
    }
}
