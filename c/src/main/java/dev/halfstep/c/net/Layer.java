package dev.halfstep.c.net;

import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Tables;
import dev.halfstep.c.text.Text;
import dev.halfstep.c.text.Types;
import dev.halfstep.interpret.Program.Step;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;

/** A step that is being written: what it reads and writes is called in C, and what it adds to the source. */
final class Layer {

    private static final double MOST_SCALED = 0x1p30;
    /** What to do about a layer for which there is no C. */
    static final String WITHOUT = "Let the network end before it, or run the model by an interpreter.";

    private final NetworkSource source;
    private final Step step;
    private final int number;

    Layer(NetworkSource source, Step step, int number) {
        this.source = source;
        this.step = step;
        this.number = number;
    }

    Functions functions() {
        return source.functions();
    }

    TensorInfo input(int position) {
        return source.network().tensors().get(step.node().input(position));
    }

    DType type(int position) {
        return input(position).dtype();
    }

    TensorInfo output() {
        return source.network().tensors().get(step.node().output());
    }

    /** The C type of the elements of an input. */
    String typeIn(int position) {
        return Types.of(type(position));
    }

    /** The C type of the elements of the output. */
    String typeOut() {
        return Types.of(output().dtype());
    }

    /** The codes that an input can have. */
    CodeRange rangeIn(int position) {
        return source.range(step.node().input(position));
    }

    /** Says which codes the first output can have, where that is less than its type has. */
    void rangeOut(CodeRange range) {
        rangeOut(0, range);
    }

    /** The same for one of several. */
    void rangeOut(int position, CodeRange range) {
        source.setRange(step.node().outputs().get(position), range);
    }

    /** Where an input begins, as an expression. */
    String in(int position) {
        return source.address(step.node().input(position));
    }

    /** What lies some elements behind an address, as an expression. */
    static String behind(String address, int elements) {
        return behind(address, Integer.toString(elements));
    }

    /** The same for a number that is an expression itself. */
    static String behind(String address, String elements) {
        return elements.equals("0") ? address : address + " + " + elements;
    }

    /** Where an output begins, as an expression. */
    String out() {
        return source.address(step.node().output());
    }

    String out(int position) {
        return source.address(step.node().outputs().get(position));
    }

    /**
     * Where memory begins that the layer has for itself while it runs.
     *
     * @param offset elements of the type that come before
     */
    String workspace(DType type, int offset) {
        return source.workspace(number, type, offset);
    }

    /** Whether an input is the same in all runs. */
    boolean isConstant(int position) {
        return input(position).isConstant();
    }

    /**
     * Writes a constant table.
     *
     * @param what it is called besides the layer's number
     * @param type of its elements in C
     * @return its name
     */
    String table(String what, String type, int count, IntToLongFunction element) {
        String name = name(what);
        source.tables().append("static const ").append(type).append(' ').append(name).append('[').append(count)
                .append("] NET_FLASH = {\n")
                .append(Tables.numbers(count, i -> Tables.integer(element.applyAsLong(i)))).append("\n};\n");
        source.addConstants((long) count * Types.bytes(type));
        return name;
    }

    /** Says what the layer is, before its tables and where it is called. */
    void describe(String words) {
        String comment = "/* Layer " + number + ": " + Text.comment(words) + " */\n";
        source.tables().append('\n').append(comment);
        source.body().append("    ").append(comment);
    }

    /** Calls a function in a run. */
    void call(String function, Object... arguments) {
        source.body().append(callText("    ", function, arguments));
    }

    /** A call as a statement, on as many lines as it takes. */
    static String callText(String indent, String function, Object... arguments) {
        var call = new StringBuilder(indent).append(function).append('(');
        int column = call.length();
        for (int a = 0; a < arguments.length; a++) {
            String next = arguments[a] + (a + 1 < arguments.length ? ", " : ");\n");
            if (column + next.length() > NetworkSource.WIDTH) {
                call.setLength(call.length() - 1);
                call.append('\n').append(indent).append("    ");
                column = indent.length() + 4;
            }
            call.append(next);
            column += next.length();
        }
        return call.toString();
    }

    /**
     * Makes sure that no element of an input lies beyond two ends: where that is not known, a run looks first, and ends if one does.
     * To be called behind the layer's description.
     */
    void requireWithin(int position, long least, long most) {
        if (!rangeIn(position).isWithin(least, most)) {
            requireWithin(in(position), type(position), input(position).shape().elements(), least, most);
        }
    }

    /** The same for some elements that begin at an address. */
    void requireWithin(String address, DType type, int count, long least, long most) {
        require("within", type, address, count, Tables.integer(least), Tables.integer(most));
    }

    /** Makes sure that no element of an input is a certain one. */
    void requireOtherThan(int position, long code) {
        CodeRange codes = rangeIn(position);
        if (codes.min() <= code && codes.max() >= code) {
            require("lacks", type(position), in(position), input(position).shape().elements(), Tables.integer(code));
        }
    }

    /** Ends a run that does not meet a condition, with the number of the layer. */
    void require(String template, DType type, Object... arguments) {
        String function = functions().use(template, Map.of("in_t", Types.of(type)));
        String call = callText("    if (!", function, arguments).strip();
        statements("    " + call.substring(0, call.length() - 1) + ") {\n        return " + number + ";\n    }\n");
        source.setMayFail();
    }

    /** Adds statements to a run. */
    void statements(String text) {
        source.body().append(text);
    }

    /** Adds constants that are no table of numbers, such as what a function is told of scales. */
    void constant(String declaration) {
        source.tables().append(declaration);
    }

    /** A name for something of this layer. */
    String name(String what) {
        return source.prefix() + "_" + number + "_" + what;
    }

    /** Counts multiply-adds of a run. */
    void multiplyAdds(long count) {
        source.addMultiplyAdds(count);
    }

    /**
     * Makes sure that what is rescaled stays within 32 bits, also with a zero point added to it.
     *
     * @param furthest no number that is rescaled is further from 0
     */
    void requireIn32Bits(double furthest, Multiplier scale) {
        double scaled = Math.scalb(furthest * scale.multiplier(), scale.shift() - (Integer.SIZE - 1));
        if (scaled >= MOST_SCALED || Math.scalb(furthest, Math.max(0, scale.shift())) > Integer.MAX_VALUE) {
            throw scalesTooFarApart();
        }
    }

    /** What the layer's op is called. */
    String op() {
        return step.node().op().name();
    }

    /** The same in a sentence. */
    String words() {
        return op().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** That there is no C for the layer's op on what it takes here. */
    Problem missing() {
        return type(0) == DType.FLOAT32 ? real()
                : Problem.model("there is no C for " + op() + " of " + type(0).label())
                        .remedy(type(0) == DType.INT64 ? "Have the model compute it in int32." : WITHOUT);
    }

    /** That the layer computes real values. */
    Problem real() {
        return Problem.model("real values are computed within the network, and C is written for codes alone")
                .remedy("Quantize it to full-int8, full-uint8 or int16x8.");
    }

    /** That there is no C for layers whose weights are computed. */
    Problem computedWeights() {
        return Problem.model("there is no C for " + op() + " with weights that another layer computes").remedy(WITHOUT);
    }

    /** That sums are beyond what the C has for them. */
    Problem sumsTooLong() {
        return Problem.model("sums may leave the 32 bits that they have, and there is no C for that").remedy(WITHOUT);
    }

    /** That results are beyond what the C has for them. */
    Problem scalesTooFarApart() {
        return Problem.model("its scales are so far apart that results leave 32 bits, and there is no C for that")
                .remedy(WITHOUT);
    }
}
