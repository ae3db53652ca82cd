package dev.halfstep.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.onnx.write.graph.Attribute;
import dev.halfstep.onnx.write.graph.Constant;
import dev.halfstep.onnx.write.graph.Dimension;
import dev.halfstep.onnx.write.graph.Formula;
import dev.halfstep.onnx.write.graph.OnnxGraph;
import dev.halfstep.onnx.write.graph.Ref;
import dev.halfstep.onnx.write.row.ColumnWriter;
import dev.halfstep.onnx.write.row.TargetWriter;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Target;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/** A pipeline around a network: the columns of a table go in, one by one, and values in the targets' units come out. */
final class PipelineWriter {

    private final Pipeline pipeline;
    private final OnnxGraph onnx;
    private final EdgeWriter edges;
    private final Interface ports;
    private final Dimension rows;
    /** For each column whether a row lacks what is needed of it. */
    private final List<Ref> missing = new ArrayList<>();

    /**
     * A pipeline around a network.
     *
     * @param pipeline that goes with the network
     */
    PipelineWriter(Graph network, Pipeline pipeline, OnnxGraph onnx, EdgeWriter edges) {
        this.pipeline = pipeline;
        this.onnx = onnx;
        this.edges = edges;
        ports = Interface.of(network);
        TensorInfo input = network.inputTensors().getFirst();
        boolean fixed = input.signature().rank() > 0 && input.signature().extent(0) > 0;
        rows = fixed ? Dimension.of(input.signature().extent(0)) : Dimension.open(Dimension.BATCH);
    }

    /** Lets the columns in, and makes what the network takes of them. */
    void inputs() {
        var features = new ArrayList<Ref>();
        int feature = 0;
        for (InputColumn column : pipeline.inputs()) {
            int count = column.features().size();
            var writer = new ColumnWriter(column, pipeline.features().subList(feature, feature + count), onnx);
            features.add(writer.features(List.of(rows, Dimension.of(1))));
            missing.add(writer.missing());
            feature += count;
        }
        Ref all = features.size() == 1 ? features.getFirst()
                : onnx.add("Concat", "features", features, Attribute.of("axis", 1L));
        edges.setInput(0, ports.inputs().getFirst(), all);
    }

    /** Makes values in the targets' units of what the network gives; of rows that lack something what is not a number. */
    void outputs() {
        Ref none = missing.getFirst();
        for (Ref column : missing.subList(1, missing.size())) {
            none = onnx.add("Or", "missing", List.of(none, column));
        }
        Ref standardised = edges.output(0, ports.outputs().getFirst());
        for (int t = 0; t < pipeline.targets().size(); t++) {
            Target target = pipeline.targets().get(t);
            var formula = new Formula(onnx, target.name());
            Ref own = formula.op("Gather", List.of(standardised, formula.constant(Constant.longs(t))),
                    Attribute.of("axis", 1L));
            Ref value = new TargetWriter(target, onnx).inUnits(formula.cast(own, DataType.DOUBLE));
            Ref whole = formula.where(none, formula.constant(Constant.scalar(Float.NaN)),
                    formula.cast(value, DataType.FLOAT));
            onnx.output(target.name(), whole, DataType.FLOAT, List.of(rows, Dimension.of(1)));
        }
    }
}
