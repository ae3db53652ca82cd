package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.onnx.read.OnnxReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The constants of a model, with all digits that they have in the file. */
final class Constants {

    /** Weights of a first layer may be larger; then they are left as they are. */
    private static final int MOST_ELEMENTS = 1 << 24;

    private final Map<String, TensorProto> byName = new HashMap<>();

    Constants(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> byName.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("Constant") && OnnxReader.domain(node.getDomain()).isEmpty()
                    && node.getOutputCount() == 1) {
                node.getAttributeList().stream().filter(AttributeProto::hasT)
                        .forEach(value -> byName.put(node.getOutput(0), value.getT()));
            }
        }
    }

    /**
     * Numbers.
     *
     * @param shape with no extent that is negative
     */
    record Numbers(List<Long> shape, double[] values) {

        /** Whether they are one, or so many along the last axis of something of a rank. */
        boolean isRow(int width, int rank) {
            boolean alongLast = shape.stream().limit(Math.max(0, shape.size() - 1)).allMatch(extent -> extent == 1);
            return shape.size() <= rank && alongLast && (values.length == 1 || values.length == width);
        }

        /** The one for an index along the last axis. */
        double at(int index) {
            return values[values.length == 1 ? 0 : index];
        }
    }

    boolean contains(String name) {
        return byName.containsKey(name);
    }

    /** A constant of numbers; empty if there is none of the name, or it is of another kind, in another file, or damaged. */
    Optional<Numbers> numbers(String name) {
        return Optional.ofNullable(byName.get(name)).flatMap(Constants::numbers);
    }

    static Optional<Numbers> numbers(TensorProto tensor) {
        long elements = 1;
        for (long extent : tensor.getDimsList()) {
            if (extent < 0 || extent > MOST_ELEMENTS || (elements *= extent) > MOST_ELEMENTS) {
                return Optional.empty();
            }
        }
        boolean elsewhere = tensor.hasSegment() || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
        DataType type = DataType.forNumber(tensor.getDataType());
        if (elsewhere || type == null || bytes(type) == 0) {
            return Optional.empty();
        }
        boolean isRaw = tensor.hasRawData();
        if ((isRaw ? tensor.getRawData().size() : (long) count(tensor, type) * bytes(type)) != elements * bytes(type)) {
            return Optional.empty();
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        var values = new double[(int) elements];
        for (int i = 0; i < values.length; i++) {
            values[i] = isRaw ? raw(raw, type) : stored(tensor, type, i);
        }
        return Optional.of(new Numbers(List.copyOf(tensor.getDimsList()), values));
    }

    private static int bytes(DataType type) {
        return switch (type) {
            case FLOAT, INT32 -> Float.BYTES;
            case DOUBLE, INT64 -> Double.BYTES;
            default -> 0;
        };
    }

    private static int count(TensorProto tensor, DataType type) {
        return switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case INT32 -> tensor.getInt32DataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            default -> tensor.getInt64DataCount();
        };
    }

    private static double raw(ByteBuffer raw, DataType type) {
        return switch (type) {
            case FLOAT -> raw.getFloat();
            case INT32 -> raw.getInt();
            case DOUBLE -> raw.getDouble();
            default -> raw.getLong();
        };
    }

    private static double stored(TensorProto tensor, DataType type, int index) {
        return switch (type) {
            case FLOAT -> tensor.getFloatData(index);
            case INT32 -> tensor.getInt32Data(index);
            case DOUBLE -> tensor.getDoubleData(index);
            default -> tensor.getInt64Data(index);
        };
    }

    /** A constant of numbers or texts, as cells; empty if it is of another kind. */
    static Optional<List<Cell>> cells(TensorProto tensor) {
        if (tensor.getDataType() == DataType.STRING.getNumber()) {
            return Optional.of(tensor.getStringDataList().stream()
                    .<Cell>map(text -> new Cell.Text(text.toStringUtf8())).toList());
        }
        return numbers(tensor).map(numbers -> {
            var cells = new ArrayList<Cell>();
            for (double value : numbers.values) {
                cells.add(new Cell.Real(value));
            }
            return cells;
        });
    }
}
