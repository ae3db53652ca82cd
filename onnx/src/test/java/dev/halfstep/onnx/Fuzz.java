package dev.halfstep.onnx;

import static dev.halfstep.onnx.OnnxFile.OPEN;
import static dev.halfstep.onnx.OnnxFile.attribute;
import static dev.halfstep.onnx.OnnxFile.integersOf;
import static dev.halfstep.onnx.OnnxFile.realsOf;
import static dev.halfstep.onnx.OnnxFile.textsOf;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.halfstep.fixture.FuzzLoop;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Reads files that are sound ones with changes: of bytes, and of fields, which become other sizes, types, names and axes. Whatever comes
 * of it is a network or a problem; see docs/fuzzing.md.
 */
public final class Fuzz implements FuzzLoop.Target {

    private static final long[] NUMBERS = {0, 1, -1, 2, 3, 4, 7, 8, 13, 16, 100, Integer.MAX_VALUE, Integer.MIN_VALUE,
            Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 1 << 20};
    private static final float[] REALS = {0, 1, -1, 1e-30f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY, -3};

    private static final List<ModelProto> MODELS = seeds().stream().map(OnnxFile::model).toList();

    private Fuzz() {}

    /** Sound files, with ops of all families. */
    static List<OnnxFile> seeds() {
        List<OnnxFile> seeds = new ArrayList<>();
        seeds.add(OnnxFile.opset(17).input("x", OPEN, 3).random("w", 3, 2).random("b", 2)
                .node("Gemm(x, w, b) -> g", attribute("alpha", 0.5f)).node("Relu(g) -> y").output("y"));
        seeds.add(OnnxFile.opset(17).input("x", OPEN, 2, 6, 6).random("w", 2, 1, 3, 3)
                .node("Conv(x, w) -> c", attribute("group", 2), integersOf("pads", 1, 1, 0, 1),
                        integersOf("strides", 2, 1),
                        integersOf("dilations", 1, 1))
                .random("s", 2).random("t", 2).reals("v", new long[] {2}, 1, 2)
                .node("BatchNormalization(c, s, t, t, v) -> n")
                .node("MaxPool(n) -> p", integersOf("kernel_shape", 2, 2), attribute("ceil_mode", 1))
                .node("AveragePool(p) -> q", integersOf("kernel_shape", 2, 2), attribute("auto_pad", "SAME_UPPER"))
                .node("Flatten(q) -> f").node("Softmax(f) -> y").output("y"));
        seeds.add(OnnxFile.opset(13).input("x", OPEN, 4, 5).node("Transpose(x) -> t", integersOf("perm", 0, 2, 1))
                .integers("a", 1).integers("b", 3).integers("c", 2).integers("d", 1).node("Slice(t, a, b, c, d) -> s")
                .node("ReduceMean(s) -> m", integersOf("axes", 1), attribute("keepdims", 0))
                .node("Unsqueeze(m, a) -> u").node("Concat(u, u) -> k", attribute("axis", -1))
                .node("Squeeze(k, a) -> q")
                .node("Split(q) -> e, f", attribute("axis", 1)).node("Pow(e, f) -> g").node("Gather(g, a) -> y",
                        attribute("axis", 1))
                .output("y"));
        seeds.add(OnnxFile.opset(17).input("x", OPEN, 3, 4).node("Shape(x) -> s").integers("z", 0)
                .node("Gather(s, z) -> n")
                .integers("m", -1).node("Concat(n, m) -> r", attribute("axis", 0)).node("Reshape(x, r) -> f")
                .node("ConstantOfShape(r0) -> c").integers("r0", 1, 12).node("Expand(c, r0) -> e")
                .node("Add(f, e) -> h")
                .integers("p", 0, 1, 0, 1).node("Pad(h, p) -> i", attribute("mode", "reflect")).integers("t", 1, 2)
                .node("Tile(i, t) -> j").integers("from", DataType.INT64, new long[0], 0)
                .integers("to", DataType.INT64, new long[0], 28).integers("by", DataType.INT64, new long[0], 1)
                .node("Range(from, to, by) -> k").node("Cast(k) -> l", attribute("to", 1)).node("Mul(j, l) -> y")
                .output("y"));
        for (String op : new String[] {"LSTM", "GRU"}) {
            long gates = op.equals("LSTM") ? 4 : 3;
            seeds.add(OnnxFile.opset(17).input("x", 3, 1, 2).random("w", 2, gates * 2, 2).random("r", 2, gates * 2, 2)
                    .random("b", 2, gates * 4).integers("l", DataType.INT32, new long[] {1}, 3).random("h", 2, 1, 2)
                    .node(op + "(x, w, r, b, l, h) -> y, z", attribute("direction", "bidirectional"),
                            attribute("hidden_size", 2))
                    .output("y").output("z"));
        }
        seeds.add(OnnxFile.opset(17).input("x", OPEN, 2, 4).reals("s", new long[0], 0.1f)
                .integers("z", DataType.INT8, new long[0], 3).node("QuantizeLinear(x, s, z) -> q")
                .node("DequantizeLinear(q, s, z) -> d")
                .integers("w", DataType.INT8, new long[] {2, 2, 2}, 1, 2, 3, 4, 5, 6, 7, 8)
                .reals("ws", new long[] {2}, 0.1f, 0.2f).node("DequantizeLinear(w, ws) -> e", attribute("axis", 0))
                .node("Conv(d, e) -> c").node("QuantizeLinear(c, s, z) -> f").node("DequantizeLinear(f, s, z) -> y")
                .output("y"));
        seeds.add(OnnxFile.opset(17).input("x", OPEN, 2)
                .node("ai.onnx.ml:Scaler(x) -> a", realsOf("offset", 1, 2), realsOf("scale", 2, 3))
                .node("ai.onnx.ml:Normalizer(a) -> b", attribute("norm", "L2"))
                .node("ai.onnx.ml:LinearRegressor(b) -> c", realsOf("coefficients", 1, 2), realsOf("intercepts", 1))
                .node("ai.onnx.ml:LabelEncoder(c) -> d", realsOf("keys_floats", 1, 2), realsOf("values_floats", 3, 4))
                .node("ai.onnx.ml:OneHotEncoder(d) -> y", integersOf("cats_int64s", 3, 4)).output("y"));
        seeds.add(columns());
        seeds.add(OnnxFile.opset(20).input("x", OPEN, 2, 3, 3).random("w", 2, 1, 2, 2)
                .node("ConvTranspose(x, w) -> t", integersOf("strides", 2, 2), integersOf("pads", 1, 0, 0, 1),
                        attribute("group", 2), integersOf("output_padding", 1, 0))
                .random("s", 2).node("InstanceNormalization(t, s, s) -> i").node("Gelu(i) -> g")
                .node("HardSwish(g) -> h")
                .node("Clip(h, , ) -> j").node("GlobalMaxPool(j) -> y").output("y"));
        return seeds;
    }

    /** The columns of a table. */
    private static OnnxFile columns() {
        return OnnxFile.opset(17).input("age", OPEN, 1).input("city", DataType.STRING, OPEN, 1)
                .input("floor", DataType.INT64, OPEN, 1)
                .node("ai.onnx.ml:Imputer(age) -> f", realsOf("imputed_value_floats", 40),
                        attribute("replaced_value_float", Float.NaN))
                .node("ai.onnx.ml:Scaler(f) -> n", realsOf("offset", 40), realsOf("scale", 0.1f))
                .node("ai.onnx.ml:OneHotEncoder(city) -> c", textsOf("cats_strings", "a", "b", "c"))
                .integers("kept", 0, 2).node("Gather(c, kept) -> k", attribute("axis", -1)).integers("s", -1, 2)
                .node("Reshape(k, s) -> t").node("ai.onnx.ml:LabelEncoder(floor) -> l",
                        integersOf("keys_int64s", 1, 2), realsOf("values_floats", 3, 5))
                .node("Concat(n, t, l) -> all", attribute("axis", 1)).random("w", 4, 2).random("b", 1, 2)
                .reals("d", new long[] {1}, 2).node("MatMul(all, w) -> p").node("Add(p, b) -> q")
                .node("Mul(q, d) -> r").node("Exp(r) -> y").output("y");
    }

    /** Whether a file is a network; a finding is thrown. */
    static boolean read(byte[] bytes) {
        try {
            new OnnxFormat().read(Optional.empty(), bytes);
            return true;
        } catch (Problem problem) {
            return false;
        }
    }

    /** A sound file with changes that follow from a number. */
    static byte[] changed(long seed) {
        var random = new SplittableRandom(seed);
        ModelProto model = MODELS.get(random.nextInt(MODELS.size()));
        if (random.nextInt(4) == 0) {
            return damaged(model.toByteArray(), random);
        }
        Message.Builder builder = model.toBuilder();
        List<String> names = model.getGraph().getNodeList().stream().flatMap(node -> node.getInputList().stream())
                .toList();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            change(builder, names, random);
        }
        return builder.build().toByteArray();
    }

    private static byte[] damaged(byte[] bytes, SplittableRandom random) {
        int changes = 1 + random.nextInt(4);
        byte[] damaged = bytes;
        for (int i = 0; i < changes; i++) {
            damaged = random.nextInt(8) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1)) : damaged;
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
        }
        return damaged;
    }

    /** Changes one field, somewhere within. */
    private static void change(Message.Builder builder, List<String> names, SplittableRandom random) {
        List<FieldDescriptor> fields = new ArrayList<>(builder.getAllFields().keySet());
        if (fields.isEmpty()) {
            return;
        }
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        int count = field.isRepeated() ? builder.getRepeatedFieldCount(field) : 1;
        int at = count == 0 ? 0 : random.nextInt(count);
        if (field.isRepeated() && random.nextInt(6) == 0) {
            reshape(builder, field, at, random);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            Message inner =
                    (Message) (field.isRepeated() ? builder.getRepeatedField(field, at) : builder.getField(field));
            Message.Builder changed = inner.toBuilder();
            change(changed, names, random);
            set(builder, field, at, changed.build());
        } else {
            set(builder, field, at, other(field, names, random));
        }
    }

    private static void reshape(Message.Builder builder, FieldDescriptor field, int at, SplittableRandom random) {
        List<Object> all = new ArrayList<>((List<?>) builder.getField(field));
        switch (random.nextInt(3)) {
            case 0 -> all.remove(at);
            case 1 -> all.add(all.get(at));
            default -> all.add(all.remove(at));
        }
        builder.setField(field, all);
    }

    private static void set(Message.Builder builder, FieldDescriptor field, int at, Object value) {
        if (field.isRepeated()) {
            builder.setRepeatedField(field, at, value);
        } else {
            builder.setField(field, value);
        }
    }

    private static Object other(FieldDescriptor field, List<String> names, SplittableRandom random) {
        long number = random.nextInt(3) == 0 ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt(-4, 20);
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> REALS[random.nextInt(REALS.length)];
            case DOUBLE -> (double) REALS[random.nextInt(REALS.length)];
            case BOOLEAN -> random.nextBoolean();
            case STRING -> random.nextInt(8) == 0 ? "" : names.get(random.nextInt(names.size()));
            case BYTE_STRING -> ByteString.copyFromUtf8(random.nextBoolean() ? "SAME_LOWER" : "edge");
            case ENUM -> field.getEnumType().getValues().get(random.nextInt(field.getEnumType().getValues().size()));
            case MESSAGE -> throw new AssertionError(field);
        };
    }

    /**
     * Fuzzes.
     *
     * @param args how many files, and the first seed
     */
    public static void main(String[] args) throws IOException {
        FuzzLoop.run(new Fuzz(), args[0], args[1]);
    }

    @Override
    public byte[] file(long seed) {
        return changed(seed);
    }

    @Override
    public boolean isSound(byte[] file, long seed) {
        return read(file);
    }
}
