package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;

/** Makes attributes of ONNX nodes. */
final class Attribute {

    private Attribute() {}

    private static AttributeProto.Builder named(String name, AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    static AttributeProto of(String name, long value) {
        return named(name, AttributeType.INT).setI(value).build();
    }

    static AttributeProto of(String name, boolean value) {
        return of(name, value ? 1L : 0L);
    }

    static AttributeProto of(String name, float value) {
        return named(name, AttributeType.FLOAT).setF(value).build();
    }

    static AttributeProto of(String name, String value) {
        return named(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
    }

    static AttributeProto ints(String name, long... values) {
        return named(name, AttributeType.INTS).addAllInts(Arrays.stream(values).boxed().toList()).build();
    }

    static AttributeProto floats(String name, List<Float> values) {
        return named(name, AttributeType.FLOATS).addAllFloats(values).build();
    }

    static AttributeProto strings(String name, List<String> values) {
        return named(name, AttributeType.STRINGS)
                .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList()).build();
    }
}
