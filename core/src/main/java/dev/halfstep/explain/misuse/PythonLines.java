package dev.halfstep.explain.misuse;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.explain.subject.Units;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Setting;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The two lines of Python that do right what a way of using a model does wrong, with the model's own numbers. They need NumPy and a
 * TensorFlow Lite {@code interpreter} whose tensors are allocated; {@code features} are rows in the table's units (a data frame where
 * columns are named), {@code x} are rows in the model's, {@code label} is in the targets' units.
 *
 * @param words what settings are called
 */
record PythonLines(Interface.Port input, Interface.Port output, Units units, Function<Setting, String> words) {

    /** Rows of more features than this are left to the command that encodes them, for a line should be readable. */
    private static final int MOST_NUMBERS = 24;

    private static final String AS_TRAINED =
            "x = np.asarray(rows, np.float32)  # columns in the order of training, standardised as there";

    String of(Use use) {
        var lines = new ArrayList<String>();
        if (inputIsWrong(use) && needsCommand()) {
            lines.add((hasCodes(input) ? "codes = " : "x = ") + "np.load('X.npy')  # "
                    + words.apply(Setting.ENCODED_ROWS));
        } else {
            addInput(lines, use);
        }
        if (!use.reading().isRight()) {
            lines.add(decode());
        }
        if (!use.comparison().isRight()) {
            lines.add(
                    use.comparison().how() == Use.Comparison.ALL_PAIRS ? compareRowByRow() : compare("value", "label"));
        }
        if (lines.size() == 1) {
            accompany(lines, use);
        }
        return String.join("\n", lines);
    }

    private void addInput(List<String> lines, Use use) {
        if (!use.feed().values().isRight()) {
            lines.add(isOrder(use) ? order() : standardise());
        }
        if (!use.feed().encoding().isRight()) {
            lines.add(encode());
        }
    }

    /** One mistake takes one line; the line before or after it makes clear where that stands. */
    private void accompany(List<String> lines, Use use) {
        if (inputIsWrong(use)) {
            boolean coded = needsCommand() || !use.feed().encoding().isRight();
            if (isOrder(use) && units.known() && !coded) {
                lines.add(standardise());
            } else {
                lines.add(!hasCodes(input) ? feed("x") : coded ? feed("codes") : encode());
            }
        } else if (!use.reading().isRight()) {
            lines.addFirst(fetch("out"));
        } else {
            lines.addFirst(hasCodes(output) ? decode() : fetch("value"));
        }
    }

    private static boolean inputIsWrong(Use use) {
        return !use.feed().values().isRight() || !use.feed().encoding().isRight();
    }

    private static boolean isOrder(Use use) {
        return use.kinds().contains(Misuse.Kind.OTHER_ORDER);
    }

    private boolean needsCommand() {
        int numbers = input.features().map(codes -> codes.slots().size()).orElse(units.features().size());
        return units.known() && numbers > MOST_NUMBERS;
    }

    private static boolean hasCodes(Interface.Port port) {
        return port.tensor().quantization().isPresent();
    }

    private static String feed(String what) {
        return "interpreter.set_tensor(interpreter.get_input_details()[0]['index'], " + what + ")";
    }

    private static String fetch(String what) {
        return what + " = interpreter.get_tensor(interpreter.get_output_details()[0]['index'])";
    }

    private String order() {
        return units.known() ? "features = features[" + units.features().stream().map(f -> quoted(f.name()))
                .collect(Collectors.joining(", ", "[", "]")) + "]  # in this order" : AS_TRAINED;
    }

    private String standardise() {
        return units.known()
                ? "x = np.asarray((features - " + array(units.features().stream().mapToDouble(Units.Feature::offset))
                        + ") / " + array(units.features().stream().mapToDouble(Units.Feature::factor))
                        + ", np.float32)  # once"
                : AS_TRAINED;
    }

    private static String quoted(String name) {
        return "'" + name.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r") + "'";
    }

    private String encode() {
        DType dtype = input.tensor().dtype();
        if (input.features().isPresent()) {
            return encode(input.features().get(), dtype);
        }
        Quantization q = quantization(input);
        return "codes = np.clip(np.round(x / " + q.scale() + ")" + plus(q.zeroPoint()) + ", " + dtype.min() + ", "
                + dtype.max() + ").astype(np." + dtype.label() + ")";
    }

    private String encode(FeatureCodes codes, DType dtype) {
        List<FeatureCodes.Slot> slots = codes.slots();
        boolean inOrder = IntStream.range(0, slots.size()).allMatch(s -> slots.get(s).feature() == s);
        String columns = inOrder ? "x" : slots.stream().map(slot -> Integer.toString(slot.feature()))
                .collect(Collectors.joining(", ", "x[:, [", "]]"));
        return "codes = (np.clip(np.round((" + columns + " - "
                + array(slots.stream().mapToDouble(FeatureCodes.Slot::offset)) + ") / "
                + array(slots.stream().mapToDouble(FeatureCodes.Slot::step)) + "), 0, " + (FeatureCodes.LEVELS - 1)
                + ")" + plus(dtype.min()) + ").astype(np." + dtype.label() + ")";
    }

    private String decode() {
        Quantization q = quantization(output);
        String value = "(out.astype(np.float64)" + plus(-q.zeroPoint()) + ") * " + q.scale();
        return "value = " + (output.copies() == 1 ? value
                : "(" + value + ").reshape(len(out), -1, " + output.copies() + ").mean(axis=2)")
                + "  # out is " + output.tensor().dtype().label();
    }

    private static Quantization quantization(Interface.Port port) {
        return port.tensor().quantization().orElseThrow();
    }

    private static String plus(long number) {
        return number == 0 ? "" : number > 0 ? " + " + number : " - " + -number;
    }

    /** Arrays of the shapes (n, 1) and (n,) would be compared by all pairs. */
    private String compareRowByRow() {
        return units.known() ? compare("np.ravel(value)", "np.ravel(label)") + ", row by row"
                : "error = np.abs(np.ravel(value) - np.ravel(label))  # row by row";
    }

    /** Bent targets are compared where they are straight: standardised. */
    private String compare(String value, String label) {
        int targets = units.targets().size();
        Decoder decoder = units.decoder();
        if (targets > MOST_NUMBERS || !IntStream.range(0, targets).allMatch(this::isStraight)) {
            return "error = np.abs(" + value + " - " + label.replace("label", "np.load('Y.npy')")
                    + ")  # standardised labels: " + words.apply(Setting.STANDARDISED_LABELS);
        }
        double[] offsets = IntStream.range(0, targets).mapToDouble(t -> decoder.inUnits(t, 0)).toArray();
        return "error = np.abs(" + value + " * "
                + array(IntStream.range(0, targets).mapToDouble(t -> decoder.inUnits(t, 1) - offsets[t])) + " + "
                + array(DoubleStream.of(offsets)) + " - " + label + ")  # both in the targets' own units";
    }

    private boolean isStraight(int target) {
        Decoder decoder = units.decoder();
        double offset = decoder.inUnits(target, 0);
        double factor = decoder.inUnits(target, 1) - offset;
        return IntStream.rangeClosed(-4, 4).allMatch(
                z -> Math.abs(decoder.inUnits(target, z) - offset - factor * z) <= 1e-6 * Math.abs(factor));
    }

    /** One number as itself, several as an array. */
    private static String array(DoubleStream numbers) {
        double[] all = numbers.toArray();
        String text = DoubleStream.of(all).mapToObj(number -> Float.toString((float) number))
                .collect(Collectors.joining(", "));
        return all.length == 1 ? text : "np.array([" + text + "])";
    }

}
