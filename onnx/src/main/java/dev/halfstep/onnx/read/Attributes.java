package dev.halfstep.onnx.read;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The attributes of a node. What is there and never asked for is refused by {@link #requireAllRead}: nothing is ignored. */
public final class Attributes {

    private final Map<String, AttributeProto> byName = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final ExternalFiles files;

    /**
     * Attributes of a file.
     *
     * @throws Problem if two have the same name
     */
    public Attributes(List<AttributeProto> attributes, ExternalFiles files) {
        this.files = files;
        for (AttributeProto attribute : attributes) {
            if (byName.put(attribute.getName(), attribute) != null) {
                throw Problem.model("it has two attributes '" + attribute.getName() + "'");
            }
        }
    }

    private @Nullable AttributeProto find(String name, AttributeType type) {
        read.add(name);
        AttributeProto attribute = byName.get(name);
        if (attribute != null && attribute.getType() != type) {
            throw Problem.model("its attribute '" + name + "' is no " + type.name().toLowerCase(Locale.ROOT));
        }
        return attribute;
    }

    /** Whether an attribute is there. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** A whole number. */
    public long integer(String name, long otherwise) {
        AttributeProto found = find(name, AttributeType.INT);
        return found == null ? otherwise : found.getI();
    }

    /** A truth value. */
    public boolean flag(String name, boolean otherwise) {
        return integer(name, otherwise ? 1 : 0) != 0;
    }

    /** A real number. */
    public float real(String name, float otherwise) {
        AttributeProto found = find(name, AttributeType.FLOAT);
        return found == null ? otherwise : found.getF();
    }

    /** A text. */
    public String text(String name, String otherwise) {
        AttributeProto found = find(name, AttributeType.STRING);
        return found == null ? otherwise : found.getS().toStringUtf8();
    }

    /** Several whole numbers; empty if they are not there. */
    public Optional<long[]> integers(String name) {
        AttributeProto found = find(name, AttributeType.INTS);
        return Optional.ofNullable(found)
                .map(attribute -> attribute.getIntsList().stream().mapToLong(Long::longValue).toArray());
    }

    /** Several real numbers; empty if they are not there. */
    public Optional<float[]> reals(String name) {
        AttributeProto found = find(name, AttributeType.FLOATS);
        if (found == null) {
            return Optional.empty();
        }
        var values = new float[found.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = found.getFloats(i);
        }
        return Optional.of(values);
    }

    /** Several texts; none if they are not there. */
    public List<String> texts(String name) {
        AttributeProto found = find(name, AttributeType.STRINGS);
        return found == null ? List.of() : found.getStringsList().stream().map(ByteString::toStringUtf8).toList();
    }

    /** A tensor; empty if it is not there. */
    public Optional<Value> tensor(String name) {
        AttributeProto found = find(name, AttributeType.TENSOR);
        TensorProto tensor = found == null ? null : found.getT();
        return Optional.ofNullable(tensor).map(contents -> TensorContents.read(contents, files));
    }

    /** Takes note of attributes that make no difference to what is computed. */
    public void skip(String... names) {
        read.addAll(List.of(names));
    }

    /**
     * Refuses attributes that nothing has asked for.
     *
     * @throws Problem if there is one
     */
    public void requireAllRead() {
        String left = byName.keySet().stream().filter(name -> !read.contains(name)).sorted()
                .map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            throw Problem.model("its attribute " + left + " is not supported");
        }
    }
}
