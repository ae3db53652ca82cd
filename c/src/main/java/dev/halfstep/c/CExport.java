package dev.halfstep.c;

import dev.halfstep.c.net.Network;
import dev.halfstep.c.net.NetworkSource;
import dev.halfstep.c.row.RowSource;
import dev.halfstep.c.text.Functions;
import dev.halfstep.graph.Graph;
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
        NetworkSource source = NetworkSource.of(network, options.name(), options.isTflmRounding(), functions);
        Optional<RowSource> rows =
                model.pipeline().map(pipeline -> RowSource.of(graph, network, pipeline, options.name(), functions));
        String about = options.name() + ": " + model.file().getFileName() + " as C, written by Halfstep."
                + (options.isTflmRounding() ? " Dense layers round as TensorFlow Lite Micro does." : "");
        List<TensorInfo> inputs = network.inputTensors();
        List<TensorInfo> outputs = network.outputTensors();
        var text = new SourceText(options.name(), about, source, inputs, outputs, rows, functions);
        int edge = inputs.stream().mapToInt(CExport::bytes).sum() + outputs.stream().mapToInt(CExport::bytes).sum();
        var figures = new CLibrary.Figures(source.constantBytes(), source.scratchBytes(), edge, source.multiplyAdds());
        List<Golden.Row> golden = rows.isEmpty() || options.isTflmRounding() ? List.of()
                : Golden.rows(graph, model.pipeline().orElseThrow());
        List<String> targets = model.pipeline().map(Pipeline::targetNames).orElse(List.of());
        var test = new TestText(options.name(), source, golden.isEmpty() ? Optional.empty() : rows,
                Golden.runs(graph, network), golden, targets);
        Map<String, String> files = new BuildFiles(options.name(), rows).laidOut(options.layout(), text.header(),
                text.source(), test.program(), ReadmeText.of(about, options, figures, rows, ""));
        return new CLibrary(options.name(), files, rows.map(RowSource::fields).orElse(List.of()),
                rows.map(RowSource::targetFields).orElse(List.of()), figures);
    }

    private static int bytes(TensorInfo tensor) {
        return tensor.shape().elements() * tensor.dtype().bytes();
    }
}
