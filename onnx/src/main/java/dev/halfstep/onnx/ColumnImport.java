package dev.halfstep.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.onnx.column.ColumnModel;
import dev.halfstep.onnx.column.ColumnModel.Taken;
import dev.halfstep.onnx.column.SklearnExport;
import dev.halfstep.pipeline.Origin;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Target;
import dev.halfstep.problem.Problem;
import dev.halfstep.table.Notation;
import dev.halfstep.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Reads models that take the columns of a table: as a network that carries its pipeline, where they are one. */
final class ColumnImport {

    private final Function<ModelProto, Graph> importer;

    /** @param importer of models that take arrays */
    ColumnImport(Function<ModelProto, Graph> importer) {
        this.importer = importer;
    }

    /** A model, whatever it takes. */
    Graph read(ModelProto file) {
        ModelProto model = SklearnExport.mended(file);
        boolean carries = model.getMetadataPropsList().stream()
                .anyMatch(entry -> entry.getKey().equals(Pipeline.METADATA_NAME));
        Optional<ColumnModel> columns = carries ? Optional.empty() : ColumnModel.of(model);
        return columns.flatMap(this::parted).orElseGet(() -> importer.apply(model));
    }

    /** What takes numbers only is a network as a whole where it is not one in two parts. */
    private Optional<Graph> parted(ColumnModel columns) {
        try {
            return Optional.of(withPipeline(columns));
        } catch (Problem problem) {
            if (columns.columns().hasText()) {
                throw problem;
            }
            return Optional.empty();
        }
    }

    private Graph withPipeline(ColumnModel columns) {
        Graph whole = importer.apply(columns.network());
        if (whole.outputTensors().getFirst().dtype() != DType.FLOAT32) {
            throw Problem.model("what it gives are no real numbers");
        }
        List<String> names = names(whole);
        Optional<List<Target>> mapped = columns.targets(names);
        Graph network = mapped.isPresent() ? importer.apply(columns.mappedNetwork()) : whole;
        Pipeline pipeline = new Pipeline(columns.taken().stream().map(Taken::input).toList(), columns.scalings(),
                mapped.orElseGet(() -> names.stream().map(Target::plain).toList()), Notation.defaults(),
                Origin.ELSEWHERE);
        new DeclaredCheck(columns, pipeline, network).require(importer);
        return network.withText(Pipeline.METADATA_NAME, pipeline.toJson());
    }

    /** What is predicted is called as the output is, or by its place in it. */
    private static List<String> names(Graph network) {
        String name = network.outputTensors().getFirst().name();
        int width = Interface.of(network).outputs().getFirst().width();
        return IntStream.range(0, width).mapToObj(t -> width == 1 ? name : name + "[" + t + "]").toList();
    }
}
