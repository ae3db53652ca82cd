package dev.halfstep.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An ONNX file, put together part by part. */
final class OnnxFile {

    /** An extent that is open. */
    static final long OPEN = -1;

    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final SplittableRandom random = new SplittableRandom(7);

    private OnnxFile(int opset) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3));
    }

    static OnnxFile opset(int version) {
        return new OnnxFile(version);
    }

    OnnxFile input(String name, long... shape) {
        return input(name, DataType.FLOAT, shape);
    }

    OnnxFile input(String name, DataType type, long... shape) {
        graph.addInput(value(name).setType(TypeProto.newBuilder().setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape(shape)))));
        return this;
    }

    private static ValueInfoProto.Builder value(String name) {
        return ValueInfoProto.newBuilder().setName(name);
    }

    private static TensorShapeProto shape(long... extents) {
        var shape = TensorShapeProto.newBuilder();
        for (long extent : extents) {
            var dimension = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(extent == OPEN ? dimension.setDimParam("batch") : dimension.setDimValue(extent));
        }
        return shape.build();
    }

    OnnxFile output(String name) {
        return output(name, DataType.FLOAT);
    }

    OnnxFile output(String name, DataType type) {
        graph.addOutput(value(name).setType(TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()))));
        return this;
    }

    OnnxFile tensor(TensorProto.Builder tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    OnnxFile reals(String name, long[] shape, float... values) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor(tensor);
    }

    /** Numbers from -1 to 1. */
    OnnxFile random(String name, long... shape) {
        var values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return reals(name, shape, values);
    }

    OnnxFile integers(String name, long... values) {
        return integers(name, DataType.INT64, new long[] {values.length}, values);
    }

    OnnxFile integers(String name, DataType type, long[] shape, long... values) {
        var tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        for (long value : values) {
            if (type == DataType.INT64) {
                tensor.addInt64Data(value);
            } else {
                tensor.addInt32Data((int) value);
            }
        }
        return tensor(tensor);
    }

    /**
     * A node.
     *
     * @param what op, inputs and outputs such as {@code "Add(x, b) -> y"}; an op of another domain after it and a colon
     */
    OnnxFile node(String what, AttributeProto... attributes) {
        String[] sides = what.split(" -> ", 2);
        int open = sides[0].indexOf('(');
        String op = sides[0].substring(0, open);
        int colon = op.indexOf(':');
        var node = NodeProto.newBuilder().setOpType(op.substring(colon + 1)).addAllAttribute(Arrays.asList(attributes));
        if (colon >= 0) {
            node.setDomain(op.substring(0, colon));
        }
        String inputs = sides[0].substring(open + 1, sides[0].length() - 1);
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(", ?", -1)) {
            node.addInput(input);
        }
        for (String output : sides[1].split(", ?", -1)) {
            node.addOutput(output);
        }
        graph.addNode(node);
        return this;
    }

    OnnxFile metadata(String key, String text) {
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(text));
        return this;
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto attribute(String name, float value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto attribute(String name, String value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value)).build();
    }

    static AttributeProto integersOf(String name, long... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    static AttributeProto realsOf(String name, float... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    static AttributeProto textsOf(String name, String... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeType.STRINGS);
        Arrays.stream(values).map(ByteString::copyFromUtf8).forEach(attribute::addStrings);
        return attribute.build();
    }

    ModelProto model() {
        return model.setGraph(graph).build();
    }

    byte[] bytes() {
        return model().toByteArray();
    }
}
