package dev.halfstep.graph;

import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.TensorInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model's file says of its input and output beyond their scales: how each feature becomes codes, and how many copies of
 * each output are to be averaged. It is text in the model's metadata, so that the file stays an ordinary one.
 *
 * @param input how features become codes; {@code null} where one scale does for all
 * @param outputCopies how many neighbouring outputs of the network make one value; 1 for an ordinary network
 */
public record EdgeCoding(@Nullable FeatureCodes input, int outputCopies) {

    /** The name under which a model file carries this. */
    public static final String METADATA_NAME = "halfstep_interface";

    /** An ordinary model. */
    public static final EdgeCoding PLAIN = new EdgeCoding(null, 1);

    public EdgeCoding {
        if (outputCopies < 1) {
            throw Problem.model("an output cannot have " + outputCopies + " copies");
        }
    }

    /** How features become codes, if each has its own. */
    public Optional<FeatureCodes> features() {
        return Optional.ofNullable(input);
    }

    /** This as metadata of a model, if there is anything to say. */
    public Optional<String> text() {
        return equals(PLAIN) ? Optional.empty() : Optional.of(JsonWriter.object(this::write));
    }

    private void write(JsonWriter to) {
        if (input == null) {
            to.putNull("input");
        } else {
            to.putObject("input", codes -> codes.putObjects("slots", input.slots(), EdgeCoding::write));
        }
        to.put("outputCopies", outputCopies);
    }

    private static void write(JsonWriter to, Slot slot) {
        to.put("feature", slot.feature()).put("offset", slot.offset()).put("step", slot.step());
    }

    /**
     * What a graph carries; {@link #PLAIN} if nothing.
     *
     * @throws Problem if it is damaged or does not fit the graph
     */
    public static EdgeCoding of(Graph graph) {
        Optional<String> text = graph.text(METADATA_NAME);
        if (text.isEmpty()) {
            return PLAIN;
        }
        EdgeCoding coding = read(text.get());
        coding.requireFit(graph);
        return coding;
    }

    private static EdgeCoding read(String text) {
        try {
            JsonObject json = JsonObject.parse(text).withNoneBut("input", "outputCopies");
            FeatureCodes input = json.objectOrNull("input").map(codes -> new FeatureCodes(
                    codes.withNoneBut("slots").objects("slots").stream().map(EdgeCoding::slot).toList())).orElse(null);
            return new EdgeCoding(input, json.integer("outputCopies"));
        } catch (Problem problem) {
            throw damaged(problem.what()).because(problem);
        }
    }

    private static Slot slot(JsonObject json) {
        json.withNoneBut("feature", "offset", "step");
        return new Slot(json.integer("feature"), json.number("offset"), json.number("step"));
    }

    private void requireFit(Graph graph) {
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw damaged("it speaks of one input and output, and the model has " + graph.inputs().size() + " and "
                    + graph.outputs().size());
        }
        TensorInfo in = graph.inputTensors().getFirst();
        TensorInfo out = graph.outputTensors().getFirst();
        if (input != null && (!in.dtype().isInteger() || in.dtype().bytes() != 1 || in.shape().rank() != 2
                || in.shape().extent(1) != input.slots().size()
                || !in.quantization().equals(Optional.of(FeatureCodes.quantization(in.dtype()))))) {
            throw damaged("its " + input.slots().size() + " input codes do not fit the input " + in.dtype().label()
                    + in.shape());
        }
        if (outputCopies > 1
                && (out.shape().rank() != 2 || out.shape().extent(1) % outputCopies != 0)) {
            throw damaged(outputCopies + " copies of each output do not fit the output " + out.shape());
        }
    }

    private static Problem damaged(String how) {
        return Problem.model("the interface in the model file is damaged: " + how).remedy("Quantize the model again.");
    }
}
