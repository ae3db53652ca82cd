package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.graph.Interface.Port;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Dimension;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/** What goes into a network and comes out of it: as the network has it, or as the real values that this stands for. */
final class EdgeWriter {

    private final Graph network;
    private final OnnxGraph onnx;
    private final Values values;

    EdgeWriter(Graph network, OnnxGraph onnx, Values values) {
        this.network = network;
        this.onnx = onnx;
        this.values = values;
    }

    /** Lets all inputs in as the network takes them. */
    void plainInputs() {
        for (int tensor : network.inputs()) {
            TensorInfo info = network.tensor(tensor);
            values.setPlain(tensor, Layout.CHANNELS_LAST,
                    onnx.input(nameOf(info, "input"), Constant.type(info.dtype()), shape(info)));
        }
    }

    /** Lets all inputs in as real values, but for integers that are no codes. */
    void realInputs() {
        List<Port> ports = Interface.of(network).inputs();
        for (int i = 0; i < ports.size(); i++) {
            TensorInfo info = ports.get(i).tensor();
            boolean isReal = Values.isCoded(info) || !info.dtype().isInteger();
            DataType type = isReal ? DataType.FLOAT : Constant.type(info.dtype());
            setInput(i, ports.get(i), onnx.input(nameOf(info, "input"), type, realShape(ports.get(i))));
        }
    }

    /** Sets an input to real values. */
    void setInput(int input, Port port, Ref real) {
        int tensor = network.inputs().get(input);
        if (port.features().isPresent()) {
            values.setPlain(tensor, Layout.CHANNELS_LAST, coded(real, port, port.features().get()));
        } else if (port.tensor().dtype() == DType.FLOAT16) {
            values.setPlain(tensor, Layout.CHANNELS_LAST, onnx.add("Cast", nameOf(port.tensor(), "input"),
                    List.of(real), Attribute.of("to", (long) DataType.FLOAT16.getNumber())));
        } else {
            values.setReal(tensor, Layout.CHANNELS_LAST, real);
        }
    }

    /** Codes of each feature's own: computed in double, and rounded with halves away from zero. */
    private Ref coded(Ref real, Port port, FeatureCodes codes) {
        String name = nameOf(port.tensor(), "input");
        List<Slot> slots = codes.slots();
        Ref features = onnx.add("Gather", name + "/features", List.of(real, onnx.constant(name + "/feature",
                Constant.longs(slots.stream().mapToLong(Slot::feature).toArray()))), Attribute.of("axis", 1L));
        Ref wide = onnx.add("Cast", name + "/wide", List.of(features),
                Attribute.of("to", (long) DataType.DOUBLE.getNumber()));
        Ref above = onnx.add("Sub", name + "/above", List.of(wide, onnx.constant(name + "/offset",
                Constant.doubles(slots.stream().mapToDouble(Slot::offset).toArray()))));
        Ref steps = onnx.add("Div", name + "/steps", List.of(above, onnx.constant(name + "/step",
                Constant.doubles(slots.stream().mapToDouble(Slot::step).toArray()))));
        // What is below 0 saturates, so that only halves above it matter.
        Ref nearest = onnx.add("Floor", name + "/nearest",
                List.of(onnx.add("Add", name + "/half", List.of(steps, onnx.constant("half", Constant.scalar(0.5))))));
        Ref held = onnx.add("Clip", name + "/held", List.of(nearest, onnx.constant("first", Constant.scalar(0.0)),
                onnx.constant("last", Constant.scalar(FeatureCodes.LEVELS - 1.0))));
        DType dtype = port.tensor().dtype();
        Ref moved = dtype.min() == 0 ? held : onnx.add("Add", name + "/moved",
                List.of(held, onnx.constant("smallest", Constant.scalar((double) dtype.min()))));
        return onnx.add("Cast", name, List.of(moved),
                Attribute.of("to", (long) Constant.type(dtype).getNumber()));
    }

    /** Lets all outputs out as the network gives them. */
    void plainOutputs() {
        for (int tensor : network.outputs()) {
            TensorInfo info = network.tensor(tensor);
            onnx.output(nameOf(info, "output"), values.plain(tensor, Layout.CHANNELS_LAST),
                    Constant.type(info.dtype()), shape(info));
        }
    }

    /** Lets all outputs out as real values, but for integers that are no codes. */
    void realOutputs() {
        List<Port> ports = Interface.of(network).outputs();
        for (int o = 0; o < ports.size(); o++) {
            TensorInfo info = ports.get(o).tensor();
            boolean isReal = Values.isCoded(info) || !info.dtype().isInteger();
            onnx.output(nameOf(info, "output"), output(o, ports.get(o)),
                    isReal ? DataType.FLOAT : Constant.type(info.dtype()), realShape(ports.get(o)));
        }
    }

    /** An output as real values: copies of one are averaged. */
    Ref output(int output, Port port) {
        int tensor = network.outputs().get(output);
        Ref real = values.real(tensor, Layout.CHANNELS_LAST);
        if (port.copies() == 1) {
            return real;
        }
        String name = nameOf(port.tensor(), "output");
        Ref apart = onnx.add("Reshape", name + "/copies", List.of(real,
                onnx.constant(name + "/shape", Constant.longs(0, port.width(), port.copies()))));
        boolean asInput = onnx.opset() >= OnnxGraph.AXES_AS_INPUT;
        List<Ref> in = asInput ? List.of(apart, onnx.constant(name + "/axes", Constant.longs(2))) : List.of(apart);
        return asInput ? onnx.add("ReduceMean", name + "/mean", in, Attribute.of("keepdims", 0L))
                : onnx.add("ReduceMean", name + "/mean", in, Attribute.of("keepdims", 0L), Attribute.ints("axes", 2));
    }

    static String nameOf(TensorInfo tensor, String otherwise) {
        return tensor.name().isEmpty() ? otherwise : tensor.name();
    }

    /** A shape as it stands in the file, with names for its open extents. */
    private static List<Dimension> shape(TensorInfo tensor) {
        var shape = new ArrayList<Dimension>();
        for (int a = 0; a < tensor.signature().rank(); a++) {
            int extent = tensor.signature().extent(a);
            shape.add(extent != Shape.UNKNOWN ? Dimension.of(extent)
                    : Dimension.open(a == 0 ? Dimension.BATCH : nameOf(tensor, "tensor") + "_" + a));
        }
        return shape;
    }

    private static List<Dimension> realShape(Port port) {
        List<Dimension> shape = shape(port.tensor());
        if (port.features().isPresent() || port.copies() > 1) {
            shape.set(1, Dimension.of(port.width()));
        }
        return shape;
    }
}
