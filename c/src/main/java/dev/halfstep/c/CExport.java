package dev.halfstep.c;

import dev.halfstep.c.net.Network;
import dev.halfstep.c.net.NetworkSource;
import dev.halfstep.c.row.RowSource;
import dev.halfstep.c.size.SizeMeter;
import dev.halfstep.c.size.SizedModel;
import dev.halfstep.c.text.Functions;
import dev.halfstep.graph.Graph;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a full-integer model as C99 that computes the interpreter's codes, and for a model with a pipeline what is around them. */
public final class CExport {

    private CExport() {}

    /**
     * A model as C.
     *
     * @throws Problem that names all of the model that has no C
     */
    public static CLibrary of(ModelFile model, ExportOptions options) {
        Graph graph = model.graph();
        Network network = Network.of(graph);
        var functions = new Functions(options.name());
        if (options.isTflmRounding()
                && network.steps().stream().noneMatch(step -> step.lowered() instanceof LoweredDense)) {
            throw Problem.option(
                    "the rounding of TensorFlow Lite Micro has no effect here: it differs in dense layers alone,"
                            + " and the model has none");
        }
        NetworkSource source = NetworkSource.of(network, options.name(), options.isTflmRounding(), functions);
        Optional<RowSource> rows =
                model.pipeline().map(pipeline -> RowSource.of(graph, network, pipeline, options.name(),
                        source.mayFail(), functions));
        String about = options.name() + ": " + model.file().getFileName() + " as C, written by Halfstep."
                + (options.isTflmRounding() ? " Dense layers round as TensorFlow Lite Micro does." : "");
        List<TensorInfo> inputs = network.inputTensors();
        List<TensorInfo> outputs = network.outputTensors();
        var text = new SourceText(options.name(), about, source, inputs, outputs, rows, functions);
        int in = inputs.stream().mapToInt(CExport::bytes).sum();
        int out = outputs.stream().mapToInt(CExport::bytes).sum();
        int edge = source.mayOverwriteInput() ? Math.max(in, out) : in + out;
        var meter = new SizeMeter(new SizedModel(options.name(), text.header(), text.source(), source.constantBytes(),
                source.scratchBytes(), source.multiplyAdds(), text.call()));
        var figures = new CLibrary.Figures(source.constantBytes(), source.scratchBytes(), edge, source.multiplyAdds(),
                options.sizes().stream().map(meter::of).toList());
        Optional<String> test = test(model, network, source, rows, options);
        Map<String, String> files = new BuildFiles(options.name(), rows).laidOut(options.layout(), text.header(),
                text.source(), test, ReadmeText.of(about, options, figures, rows, test.isPresent()));
        return new CLibrary(options.name(), files, rows.map(RowSource::fields).orElse(List.of()),
                rows.map(RowSource::targetFields).orElse(List.of()), figures);
    }

    /** None where the interpreter, which rounds otherwise, does not know what has to come out, or finds no codes that have a value. */
    private static Optional<String> test(ModelFile model, Network network, NetworkSource source,
            Optional<RowSource> rows, ExportOptions options) {
        if (options.isTflmRounding()) {
            return Optional.empty();
        }
        Graph graph = model.graph();
        boolean mayFail = source.mayFail();
        List<Golden.Run> runs = Golden.runs(graph, network, mayFail);
        List<Golden.Row> golden =
                model.pipeline().map(pipeline -> Golden.rows(graph, pipeline, mayFail)).orElse(List.of());
        if (runs.isEmpty() || (model.pipeline().isPresent() && golden.isEmpty())) {
            return Optional.empty();
        }
        List<String> targets = model.pipeline().map(Pipeline::targetNames).orElse(List.of());
        return Optional.of(new TestText(options.name(), source, rows, runs, golden, targets).program());
    }

    private static int bytes(TensorInfo tensor) {
        return tensor.shape().elements() * tensor.dtype().bytes();
    }
}
