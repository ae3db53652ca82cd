package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files with a network for each signature, and networks that call others. */
class SeveralNetworksTest {

    private static final int ADD = 0;
    private static final int MUL = 18;
    private static final int SUB = 41;
    private static final int CAST = 53;
    private static final Tensor ONE_TWO = Tensor.of(Shape.of(1, 2), 1, 2);

    private final RawNetworks file = new RawNetworks();

    private RawNetworks.Network twice(int op) {
        return CallingNetworks.twice(file, op);
    }

    private void twoSignatures() {
        twice(ADD);
        twice(MUL);
        file.signature("double", 0, Map.of("in", 0), Map.of("out", 1));
        file.signature("square", 1, Map.of("in", 0), Map.of("out", 1));
    }

    private static Tensor run(Graph graph) {
        return (Tensor) Interpreter.prepare(graph).run(ONE_TWO);
    }

    @Test
    void theFirstNetworkIsTakenUnlessASignatureIsNamed() {
        twoSignatures();
        byte[] bytes = file.bytes();
        assertThat(run(TfliteReader.read(bytes))).isEqualTo(Tensor.of(Shape.of(1, 2), 2, 4));
        assertThat(run(TfliteReader.read(bytes, "double"))).isEqualTo(Tensor.of(Shape.of(1, 2), 2, 4));
        assertThat(run(TfliteReader.read(bytes, "square"))).isEqualTo(Tensor.of(Shape.of(1, 2), 1, 4));
        assertThat(TfliteReader.signatures(bytes)).containsExactly("double", "square");
    }

    /** What is written has the one network, with the signature that names it. */
    @Test
    void onlySignaturesOfTheNetworkAreKept() {
        twoSignatures();
        Graph square = TfliteReader.read(file.bytes(), "square");
        assertThat(square.signatures()).extracting("key").containsExactly("square");
        byte[] written = TfliteWriter.toBytes(square);
        assertThat(run(TfliteReader.read(written))).isEqualTo(run(square));
        assertThat(run(TfliteReader.read(written, "square"))).isEqualTo(run(square));
    }

    @Test
    void signaturesThatAreNotThere() {
        twoSignatures();
        assertRefused(file.bytes(), "cube",
                "the model has no signature 'cube'. Its signatures are 'double', 'square'.");
        file.signature("square", 0, Map.of(), Map.of());
        assertRefused(file.bytes(), "square", "the model has 2 signatures 'square'.");
        file.signature("far", 2, Map.of(), Map.of());
        assertRefused(file.bytes(), "far", "there is no subgraph 2; the file has 2.");
        file.signature("negative", -1, Map.of(), Map.of());
        assertRefused(file.bytes(), "negative", "the file is damaged or cut short");
        var bare = new RawModel();
        assertRefused(bare.bytes(), "any",
                "the model has no signature 'any'. Name none: it has no signatures at all.");
    }

    /** A name without letters is one like any other. */
    @Test
    void emptyNames() {
        twoSignatures();
        file.signature("", 1, Map.of("", 0), Map.of("", 1));
        assertThat(run(TfliteReader.read(file.bytes(), ""))).isEqualTo(Tensor.of(Shape.of(1, 2), 1, 4));
    }

    /** What a network that nobody asked for holds does not matter. */
    @Test
    void otherNetworksMayHoldAnything() {
        twice(ADD);
        twice(52);
        file.add();
        file.signature("odd", 1, Map.of("in", 0), Map.of("out", 1));
        assertThat(run(TfliteReader.read(file.bytes()))).isEqualTo(Tensor.of(Shape.of(1, 2), 2, 4));
        assertRefused(file.bytes(), "odd", "node 0: the op BIDIRECTIONAL_SEQUENCE_LSTM is not supported.");
    }

    @Test
    void networksWithoutInputs() {
        RawNetworks.Network network = file.add();
        int c = network.reals("c", 1, 2);
        int y = network.real("y", 1, 2);
        network.op(ADD, List.of(c, c), List.of(y)).edges(List.of(), List.of(y));
        assertRefused(file.bytes(), "the model has no input.");
    }

    @Test
    void noNetworks() {
        assertRefused(file.bytes(), "the model has no subgraph.");
    }

    /** {@code y = (a - b) * c}, with the operands of the call in another order than those of the network. */
    @Test
    void compositesBecomeWhatTheyAreMadeOf() {
        RawNetworks.Network main = file.add();
        int a = main.real("a", 1, 2);
        int b = main.real("b", 1, 2);
        int y = main.real("y", 1, 2);
        int z = main.real("z", 1, 2);
        main.composite(1, List.of(b, a), List.of(y)).op(ADD, List.of(y, y), List.of(z))
                .edges(List.of(a, b), List.of(z));
        RawNetworks.Network inner = file.add();
        int second = inner.real("second", 1, 2);
        int first = inner.real("first", 1, 2);
        int factor = inner.reals("factor", 10, 100);
        int difference = inner.real("difference", 1, 2);
        int product = inner.real("product", 1, 2);
        inner.op(SUB, List.of(first, second), List.of(difference)).op(MUL, List.of(difference, factor),
                List.of(product)).edges(List.of(second, first), List.of(product));
        file.signature("s", 0, Map.of("left", a, "right", b), Map.of("result", z));
        Graph graph = TfliteReader.read(file.bytes());
        assertThat(graph.nodes()).hasSize(3);
        assertThat(graph.tensors()).extracting("name").contains("y").doesNotContain("product");
        assertThat(graph.signatures().getFirst().outputs()).containsEntry("result", graph.outputs().getFirst());
        Tensor left = Tensor.of(Shape.of(1, 2), 5, 7);
        Tensor right = Tensor.of(Shape.of(1, 2), 1, 2);
        Tensor expected = Tensor.of(Shape.of(1, 2), 80, 1000);
        assertThat(Interpreter.prepare(graph).run(List.of(left, right))).containsExactly(expected);
        Graph again = TfliteReader.read(TfliteWriter.toBytes(graph));
        assertThat(Interpreter.prepare(again).run(List.of(left, right))).containsExactly(expected);
    }

    /** A network may give out what it takes, a constant, or one tensor twice. */
    @Test
    void resultsThatNobodyComputes() {
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int same = main.real("same", 1, 2);
        int constant = main.real("constant", 1, 2);
        int again = main.real("again", 1, 2);
        main.composite(1, List.of(x), List.of(same, constant, again))
                .edges(List.of(x), List.of(same, constant, again));
        RawNetworks.Network inner = file.add();
        int in = inner.real("in", 1, 2);
        int c = inner.reals("c", 8, 9);
        inner.edges(List.of(in), List.of(in, c, in));
        Graph graph = TfliteReader.read(file.bytes());
        assertThat(Interpreter.prepare(graph).run(List.of(ONE_TWO))).containsExactly(ONE_TWO,
                Tensor.of(Shape.of(1, 2), 8, 9), ONE_TWO);
    }

    @Test
    void networksThatCallThemselves() {
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int y = main.real("y", 1, 2);
        main.composite(1, List.of(x), List.of(y)).edges(List.of(x), List.of(y));
        RawNetworks.Network inner = file.add();
        int in = inner.real("in", 1, 2);
        int out = inner.real("out", 1, 2);
        inner.composite(0, List.of(in), List.of(out)).edges(List.of(in), List.of(out));
        assertRefused(file.bytes(), "subgraph 0 calls itself");
    }

    /** A loop whose counter counts to a constant becomes its rounds; they share the constants. */
    @Test
    void loopsBecomeTheirRounds() {
        Graph graph = TfliteReader.read(CallingNetworks.loop(5));
        assertThat(graph.nodes()).hasSize(10);
        assertThat(graph.tensors().stream().filter(TensorInfo::isConstant)).hasSize(1);
        assertThat(graph.tensors()).extracting("name").contains("y");
        assertThat(run(graph)).isEqualTo(Tensor.of(Shape.of(1, 2), 7.59375f, -2));
        assertThat(run(TfliteReader.read(TfliteWriter.toBytes(graph)))).isEqualTo(run(graph));
    }

    @Test
    void loopsWithoutRoundsGiveWhatTheyTake() {
        assertThat(run(TfliteReader.read(CallingNetworks.loop(0)))).isEqualTo(ONE_TWO);
    }

    @Test
    @Timeout(600)
    void loopsWithoutEndAreRefused() {
        assertRefused(CallingNetworks.loop(-1), "have more than 262144 operands in all");
    }

    /** How often it runs is what goes in. */
    @Test
    void loopsOfUnknownLength() {
        RawNetworks.Network main = file.add();
        int n = main.tensor("n", RawNetworks.INT32, 0);
        int left = main.tensor("left", RawNetworks.INT32, 0);
        main.loop(1, 2, List.of(n), List.of(left)).edges(List.of(n), List.of(left));
        RawNetworks.Network condition = file.add();
        int i = condition.tensor("i", RawNetworks.INT32, 0);
        int goesOn = condition.tensor("goesOn", RawNetworks.BOOL, 0);
        condition.op(CAST, List.of(i), List.of(goesOn)).edges(List.of(i), List.of(goesOn));
        RawNetworks.Network body = file.add();
        int now = body.tensor("now", RawNetworks.INT32, 0);
        body.edges(List.of(now), List.of(now));
        assertRefused(file.bytes(), "node 0 WHILE: how many rounds its loop takes depends on what goes in");
    }

    @Test
    void branchesOfAKnownConditionAreTaken() {
        Graph graph = TfliteReader.read(CallingNetworks.branch());
        assertThat(graph.nodes()).hasSize(1);
        assertThat(run(graph)).isEqualTo(Tensor.of(Shape.of(1, 2), 2, 4));
    }

    @Test
    void branchesOfAComputedConditionAreRefused() {
        RawNetworks.Network main = file.add();
        int condition = main.tensor("condition", RawNetworks.BOOL, 0);
        int x = main.real("x", 1, 2);
        int y = main.real("y", 1, 2);
        main.branch(1, 1, List.of(condition, x), List.of(y)).edges(List.of(condition, x), List.of(y));
        twice(ADD);
        assertRefused(file.bytes(), "node 0 IF: which of its branches runs depends on what goes in");
    }

    /** Each of thirty networks calls the next one twice: a billion calls. */
    @Test
    void callsDoNotMultiply() {
        for (int n = 0; n < 30; n++) {
            RawNetworks.Network network = file.add();
            int x = network.real("x", 1, 2);
            int y = network.real("y", 1, 2);
            int z = network.real("z", 1, 2);
            network.composite(n + 1, List.of(x), List.of(y)).composite(n + 1, List.of(y), List.of(z))
                    .edges(List.of(x), List.of(z));
        }
        twice(ADD);
        assertRefused(file.bytes(), "have more than 262144 operands in all");
    }

    @Test
    void callsThatDoNotFit() {
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int y = main.real("y", 1, 2);
        main.composite(1, List.of(x, x), List.of(y)).edges(List.of(x), List.of(y));
        twice(ADD);
        assertRefused(file.bytes(),
                "node 0 STABLEHLO_COMPOSITE: it has 2 inputs, and the subgraph that it calls 1.");
        var other = new RawNetworks();
        RawNetworks.Network caller = other.add();
        x = caller.tensor("x", RawNetworks.INT32, 0, 1, 2);
        y = caller.real("y", 1, 2);
        caller.composite(1, List.of(x), List.of(y)).edges(List.of(x), List.of(y));
        RawNetworks.Network inner = other.add();
        int in = inner.real("in", 1, 2);
        inner.edges(List.of(in), List.of(in));
        assertRefused(other.bytes(), "'x' and 'in' in the subgraph that it calls have other types or scales");
    }

    @Test
    void callsOfNothing() {
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int y = main.real("y", 1, 2);
        main.composite(7, List.of(x), List.of(y)).edges(List.of(x), List.of(y));
        assertRefused(file.bytes(), "there is no subgraph 7; the file has 1.");
    }

    /** Inputs of the signature in another order than those of the network: names say which is which. */
    @Test
    void signaturesMayNameInputsInAnyOrder() {
        RawNetworks.Network main = file.add();
        int a = main.real("a", 1, 2);
        int b = main.real("b", 1, 2);
        int y = main.real("y", 1, 2);
        main.op(SUB, List.of(a, b), List.of(y)).edges(List.of(b, a), List.of(y));
        file.signature("s", 0, Map.of("first", a, "second", b), Map.of("y", y));
        Graph graph = TfliteReader.read(file.bytes(), "s");
        assertThat(graph.inputs()).containsExactly(b, a);
        assertThat(graph.signatures().getFirst().inputs()).containsEntry("first", a).containsEntry("second", b);
    }

    /** All that is not supported is told at once, with the networks that are called. */
    @Test
    void allCausesAreTold() {
        RawNetworks.Network main = file.add();
        int x = main.real("x", 1, 2);
        int odd = main.tensor("odd", 8, 0, 1, 2);
        int y = main.real("y", 1, 2);
        main.op(52, List.of(x), List.of(y)).op(149, List.of(x), List.of(odd)).op(52, List.of(x), List.of(y))
                .composite(1, List.of(x), List.of(y)).edges(List.of(x), List.of(y));
        RawNetworks.Network inner = file.add();
        int in = inner.real("in", 1, 2);
        int counts = inner.tensor("counts", RawNetworks.INT32, 0, 1, 2);
        inner.op(149, List.of(in), List.of(in)).op(25, List.of(counts), List.of(counts))
                .edges(List.of(in), List.of(in));
        assertRefused(file.bytes(), "node 0, node 2: the op BIDIRECTIONAL_SEQUENCE_LSTM is not supported; "
                + "node 1, subgraph 1: node 0: the op MULTINOMIAL is not supported; "
                + "tensor 1 'odd': the element type COMPLEX64 is not supported; "
                + "subgraph 1: node 1 SOFTMAX: it has no kernel for 'counts' of type int32.");
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> TfliteReader.read(bytes))
                .withMessageContaining(message);
    }

    private static void assertRefused(byte[] bytes, String signature, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> TfliteReader.read(bytes, signature))
                .withMessageContaining(message);
    }
}
