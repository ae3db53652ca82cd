package dev.halfstep.onnx.column;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a node of preprocessing says of itself. */
final class NodeAttributes {

    private final NodeProto node;

    NodeAttributes(NodeProto node) {
        this.node = node;
    }

    Optional<AttributeProto> find(String name, AttributeType type) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name) && attribute.getType() == type).findFirst();
    }

    long integer(String name, long otherwise) {
        return find(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
    }

    double real(String name, double otherwise) {
        return find(name, AttributeType.FLOAT).map(found -> (double) found.getF()).orElse(otherwise);
    }

    String text(String name, String otherwise) {
        return find(name, AttributeType.STRING).map(found -> found.getS().toStringUtf8()).orElse(otherwise);
    }

    /** None where it is not there. */
    double[] reals(String name) {
        return find(name, AttributeType.FLOATS)
                .map(found -> IntStream.range(0, found.getFloatsCount()).mapToDouble(found::getFloats).toArray())
                .orElseGet(() -> new double[0]);
    }

    /** Texts, or else whole numbers, or else real ones, or a tensor of any of these, whichever is there. */
    Optional<List<Cell>> cells(String texts, String integers, String reals, String tensor) {
        Optional<List<Cell>> found = find(texts, AttributeType.STRINGS).map(all -> all.getStringsList().stream()
                .<Cell>map(text -> new Cell.Text(text.toStringUtf8())).toList());
        if (found.isEmpty()) {
            found = find(integers, AttributeType.INTS)
                    .map(all -> all.getIntsList().stream().<Cell>map(n -> new Cell.Real(n)).toList());
        }
        if (found.isEmpty()) {
            found = find(reals, AttributeType.FLOATS)
                    .map(all -> all.getFloatsList().stream().<Cell>map(n -> new Cell.Real(n)).toList());
        }
        return found.isPresent() ? found
                : find(tensor, AttributeType.TENSOR).flatMap(held -> Constants.cells(held.getT()));
    }
}
