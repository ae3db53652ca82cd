package dev.halfstep.tflite;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sound files with several networks: starting points for fuzzers, and cases for a judge. Public for other modules' tests. */
public final class CallingNetworks {

    private static final int ADD = 0;
    private static final int MUL = 18;
    private static final int SUB = 41;
    private static final int CAST = 53;

    private CallingNetworks() {}

    /** All of them, by name. */
    public static Map<String, byte[]> all() {
        return new TreeMap<>(Map.of("signatures", signatures(), "composite", composite(), "nested", nested(), "loop",
                loop(5), "branch", branch()));
    }

    /** The first doubles, the second squares. */
    public static byte[] signatures() {
        var file = new RawNetworks();
        twice(file, ADD);
        twice(file, MUL);
        return file.signature("double", 0, Map.of("in", 0), Map.of("out", 1))
                .signature("square", 1, Map.of("in", 0), Map.of("out", 1)).bytes();
    }

    /** {@code y = x op x}. */
    static RawNetworks.Network twice(RawNetworks file, int op) {
        RawNetworks.Network network = file.add();
        int x = network.real("x", 1, 2);
        int y = network.real("y", 1, 2);
        return network.op(op, List.of(x, x), List.of(y)).edges(List.of(x), List.of(y));
    }

    /** {@code (x - 3) * c + x}, where the difference and the product are a composite. */
    static byte[] composite() {
        var file = new RawNetworks();
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int three = main.reals("three", 3, 3);
        int y = main.real("y", 1, 2);
        int z = main.real("z", 1, 2);
        main.composite(1, List.of(three, x), List.of(y)).op(ADD, List.of(y, x), List.of(z))
                .edges(List.of(x), List.of(z));
        scaledDifference(file);
        return file.bytes();
    }

    private static void scaledDifference(RawNetworks file) {
        RawNetworks.Network inner = file.add();
        int right = inner.real("right", 1, 2);
        int left = inner.real("left", 1, 2);
        int factor = inner.reals("factor", 10, -0.5f);
        int difference = inner.real("difference", 1, 2);
        int product = inner.real("product", 1, 2);
        inner.op(SUB, List.of(left, right), List.of(difference))
                .op(MUL, List.of(difference, factor), List.of(product)).edges(List.of(right, left), List.of(product));
    }

    /** A composite of two others. */
    static byte[] nested() {
        var file = new RawNetworks();
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int y = main.real("y", 1, 2);
        main.composite(2, List.of(x), List.of(y)).edges(List.of(x), List.of(y));
        scaledDifference(file);
        RawNetworks.Network middle = file.add();
        int in = middle.real("in", 1, 2);
        int one = middle.reals("one", 1, 1);
        int between = middle.real("between", 1, 2);
        int out = middle.real("out", 1, 2);
        middle.composite(1, List.of(one, in), List.of(between)).composite(1, List.of(between, in), List.of(out))
                .edges(List.of(in), List.of(out));
        return file.bytes();
    }

    /** {@code x = x * c + x} as often as it is told to; a counter counts down to 0. */
    static byte[] loop(int rounds) {
        var file = new RawNetworks();
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int counter = main.integer("counter", rounds);
        int left = main.tensor("left", RawNetworks.INT32, 0);
        int y = main.real("y", 1, 2);
        main.loop(1, 2, List.of(counter, x), List.of(left, y)).edges(List.of(x), List.of(y));
        RawNetworks.Network condition = file.add();
        int i = condition.tensor("i", RawNetworks.INT32, 0);
        int any = condition.real("any", 1, 2);
        int goesOn = condition.tensor("goesOn", RawNetworks.BOOL, 0);
        condition.op(CAST, List.of(i), List.of(goesOn)).edges(List.of(i, any), List.of(goesOn));
        RawNetworks.Network body = file.add();
        int now = body.tensor("now", RawNetworks.INT32, 0);
        int value = body.real("value", 1, 2);
        int minusOne = body.integer("minusOne", -1);
        int factor = body.reals("factor", 0.5f, -2);
        int next = body.tensor("next", RawNetworks.INT32, 0);
        int product = body.real("product", 1, 2);
        int sum = body.real("sum", 1, 2);
        body.op(ADD, List.of(now, minusOne), List.of(next)).op(MUL, List.of(value, factor), List.of(product))
                .op(ADD, List.of(product, value), List.of(sum)).edges(List.of(now, value), List.of(next, sum));
        return file.bytes();
    }

    /** Doubles, because its condition is a constant that is true; else it would square. */
    static byte[] branch() {
        var file = new RawNetworks();
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int one = main.integer("one", 1);
        int condition = main.tensor("condition", RawNetworks.BOOL, 0);
        int y = main.real("y", 1, 2);
        main.op(CAST, List.of(one), List.of(condition)).branch(1, 2, List.of(condition, x), List.of(y))
                .edges(List.of(x), List.of(y));
        twice(file, ADD);
        twice(file, MUL);
        return file.bytes();
    }
}
