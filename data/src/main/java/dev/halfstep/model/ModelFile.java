package dev.halfstep.model;

import dev.halfstep.evaluate.Decoder;
import dev.halfstep.file.WholeFile;
import dev.halfstep.format.ModelFormats;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.DType;
import dev.halfstep.tflite.TfliteReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model as a command is given it.
 *
 * @param bytes size of the file
 * @param pipeline what it carries, if it was made by Halfstep from a table
 */
public record ModelFile(Path file, long bytes, Graph graph, Optional<Pipeline> pipeline) {

    /**
     * Reads a model: its first network.
     *
     * @throws Problem if the file is no model, or its pipeline does not fit its input and output
     */
    public static ModelFile read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Reads a model.
     *
     * @param signature whose network is meant, where the file holds several; the first one if it is empty
     * @throws Problem if the file is no model, has no such signature, or its pipeline does not fit its input and output
     */
    public static ModelFile read(Path file, Optional<String> signature) {
        return of(file, WholeFile.read(file), signature);
    }

    /**
     * The same for a file that has been read.
     *
     * @param file where it is
     */
    public static ModelFile of(Path file, byte[] bytes, Optional<String> signature) {
        try {
            byte[] model = ModelFormats.tflite(file, bytes);
            Graph graph =
                    signature.map(name -> TfliteReader.read(model, name)).orElseGet(() -> TfliteReader.read(model));
            Optional<Pipeline> pipeline = graph.text(Pipeline.METADATA_NAME).map(Pipeline::fromJson);
            pipeline.ifPresent(p -> requireFit(graph, p));
            return new ModelFile(file, bytes.length, graph, pipeline);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
    }

    /**
     * The same model with the pipeline of another one that it was made from.
     *
     * @throws Problem if that does not fit
     */
    public ModelFile withPipeline(Optional<Pipeline> other) {
        try {
            other.ifPresent(p -> requireFit(graph, p));
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
        return new ModelFile(file, bytes, graph, other);
    }

    /**
     * The same model with its targets named as the columns of a table that hold them, where it comes from elsewhere, so that nothing else
     * says how they are called there.
     *
     * @param names one for each target; the model as it is if they are not as many
     */
    public ModelFile predicting(List<String> names) {
        return pipeline.filter(own -> own.isFromElsewhere() && own.targets().size() == names.size())
                .map(own -> new ModelFile(file, bytes, graph, Optional.of(own.withTargetNames(names)))).orElse(this);
    }

    private static void requireFit(Graph graph, Pipeline pipeline) {
        boolean fits = graph.inputs().size() == 1 && graph.outputs().size() == 1
                && Interface.of(graph).inputs().getFirst().width() == pipeline.features().size()
                && Interface.of(graph).outputs().getFirst().width() == pipeline.targets().size();
        if (!fits) {
            throw Problem.model("its pipeline, from " + pipeline.features().size() + " features to "
                    + pipeline.targets().size() + " targets, does not fit its inputs and outputs");
        }
    }

    /**
     * Refuses another model as the float one that this was made from.
     *
     * @throws Problem if that is no float model, or was made for another table
     */
    public void requireMadeFrom(ModelFile floats) {
        Precision precision = Precision.of(floats.graph);
        if (precision != Precision.FLOAT32 && precision != Precision.FLOAT16) {
            throw Problem.model("this is no float model").at(floats.file.toString())
                    .remedy("Name the float model first, then the quantized one.");
        }
        if (pipeline.isPresent() && floats.pipeline.isPresent()
                && !floats.pipeline.get().encodesAs(pipeline.get())) {
            throw notMadeFrom(floats);
        }
    }

    /** The problem of a float model that this was not made from. */
    public Problem notMadeFrom(ModelFile floats) {
        return madeUnlike(floats).remedy("Give the float model that it was made from.");
    }

    /** The problem of a model whose rows would mean something else to this one. */
    public Problem madeUnlike(ModelFile other) {
        return Problem.model("it was made for other features, targets or target mappings than " + other.file)
                .at(file.toString());
    }

    /** Whether its first input is codes, or becomes codes at once, so that values far outside clip to the ones at the ends. */
    public boolean clipsInputs() {
        Interface.Port input = Interface.of(graph).inputs().getFirst();
        return input.domain().isPresent() || input.features().isPresent();
    }

    /** How what the model predicts becomes values in the targets' units; without a pipeline there is but one unit. */
    public Decoder decoder() {
        return pipeline.<Decoder>map(carried -> carried::inUnits).orElse((target, value) -> value);
    }

    /** For each target what every output code stands for; none where the model gives no 8-bit codes, or several for a value. */
    public List<DecodingTable> decodingTables(Pipeline carried) {
        Interface.Port output = Interface.of(graph).outputs().getFirst();
        DType type = output.tensor().dtype();
        return output.domain().filter(domain -> DecodingTable.suits(type) && output.copies() == 1)
                .map(domain -> carried.targets().stream()
                        .map(target -> DecodingTable.of(target, type, domain.quantization())).toList())
                .orElse(List.of());
    }

    /** The pipeline, for what cannot be done without. */
    public Pipeline requirePipeline() {
        return pipeline.orElseThrow(() -> Problem.model("the model carries no pipeline, so it cannot take a raw table")
                .at(file.toString()).remedy("Use the run command with a .npy file, or train the model with Halfstep."));
    }
}
