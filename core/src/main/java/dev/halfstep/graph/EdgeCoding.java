package dev.halfstep.graph;

import dev.halfstep.graph.FeatureCodes.Slot;
import dev.halfstep.json.JsonObject;
import dev.halfstep.json.JsonWriter;
import dev.halfstep.op.coding.Coding.Quantize;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.TensorInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a model's file says of its inputs and output beyond their scales: how each feature becomes codes, and how many copies of
 * each output are to be averaged. It is text in the model's metadata, so that the file stays an ordinary one.
 *
 * @param inputs for each input how its features become codes; empty where one scale does for all of them
 * @param outputCopies how many neighbouring outputs of the network make one value; 1 for an ordinary network
 */
public record EdgeCoding(List<Optional<FeatureCodes>> inputs, int outputCopies) {

    /** The name under which a model file carries this. */
    public static final String METADATA_NAME = "halfstep_interface";

    /** An ordinary model. */
    public static final EdgeCoding PLAIN = new EdgeCoding(List.of(), 1);

    public EdgeCoding {
        inputs = List.copyOf(inputs);
        if (outputCopies < 1) {
            throw Problem.model("an output cannot have " + outputCopies + " copies");
        }
    }

    /** That of a model with one input. */
    public static EdgeCoding of(Optional<FeatureCodes> input, int outputCopies) {
        return new EdgeCoding(List.of(input), outputCopies);
    }

    /** How the features of an input become codes, if each has its own. */
    public Optional<FeatureCodes> features(int input) {
        return input < inputs.size() ? inputs.get(input) : Optional.empty();
    }

    /** This as metadata of a model, if there is anything to say. */
    public Optional<String> text() {
        boolean plain = outputCopies == 1 && inputs.stream().allMatch(Optional::isEmpty);
        return plain ? Optional.empty() : Optional.of(JsonWriter.object(this::write));
    }

    /** Of one input as ever; several are a list, in which an input that has one scale has no slots. */
    private void write(JsonWriter to) {
        if (inputs.size() > 1) {
            to.putObjects("inputs", inputs, (codes, input) -> codes.putObjects("slots",
                    input.map(FeatureCodes::slots).orElse(List.of()), EdgeCoding::write));
        } else if (features(0).isEmpty()) {
            to.putNull("input");
        } else {
            to.putObject("input", codes -> codes.putObjects("slots", features(0).get().slots(), EdgeCoding::write));
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
            JsonObject json = JsonObject.parse(text).withNoneBut("input", "inputs", "outputCopies");
            if (json.has("input") && json.has("inputs")) {
                throw Problem.of("it has both 'input' and 'inputs'");
            }
            List<Optional<FeatureCodes>> inputs = json.has("inputs")
                    ? json.objects("inputs").stream().map(EdgeCoding::codes).toList()
                    : List.of(json.objectOrNull("input").map(codes -> new FeatureCodes(slots(codes))));
            return new EdgeCoding(inputs, json.integer("outputCopies"));
        } catch (Problem problem) {
            throw damaged(problem.what()).because(problem);
        }
    }

    private static Optional<FeatureCodes> codes(JsonObject json) {
        List<Slot> slots = slots(json);
        return slots.isEmpty() ? Optional.empty() : Optional.of(new FeatureCodes(slots));
    }

    private static List<Slot> slots(JsonObject json) {
        return json.withNoneBut("slots").objects("slots").stream().map(EdgeCoding::slot).toList();
    }

    private static Slot slot(JsonObject json) {
        json.withNoneBut("feature", "offset", "step");
        return new Slot(json.integer("feature"), json.number("offset"), json.number("step"));
    }

    private void requireFit(Graph graph) {
        int most = Math.max(1, inputs.size());
        if (graph.inputs().size() != most || (outputCopies > 1 && graph.outputs().size() != 1)) {
            throw damaged("it speaks of " + most + " inputs, and the model has " + graph.inputs().size() + " and "
                    + graph.outputs().size() + " outputs");
        }
        for (int i = 0; i < inputs.size(); i++) {
            TensorInfo in = graph.inputTensors().get(i);
            inputs.get(i).ifPresent(codes -> requireFit(codes, in));
        }
        TensorInfo out = graph.outputTensors().getFirst();
        if (outputCopies > 1
                && (out.shape().rank() != 2 || out.shape().extent(1) % outputCopies != 0)) {
            throw damaged(outputCopies + " copies of each output do not fit the output " + out.shape());
        }
    }

    private static void requireFit(FeatureCodes codes, TensorInfo in) {
        if (!in.dtype().isInteger() || in.dtype().bytes() != 1 || in.shape().rank() != 2
                || in.shape().extent(1) != codes.slots().size()
                || !in.quantization().equals(Optional.of(FeatureCodes.quantization(in.dtype())))) {
            throw damaged("its " + codes.slots().size() + " input codes do not fit the input " + in.dtype().label()
                    + in.shape());
        }
    }

    private static Problem damaged(String how) {
        return Problem.model("the interface in the model file is damaged: " + how).remedy("Quantize the model again.");
    }
}
