package dev.halfstep.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.halfstep.op.Quantize;
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

    /** Apart, for a quicker start: a mapper takes longer to make than an ordinary model, which has no need of it, to read. */
    private static final class Json {
        private static final JsonMapper MAPPER =
                JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
    }

    public EdgeCoding {
        if (outputCopies < 1) {
            throw Problem.of("an output cannot have " + outputCopies + " copies");
        }
    }

    /** How features become codes, if each has its own. */
    public Optional<FeatureCodes> features() {
        return Optional.ofNullable(input);
    }

    /** This as metadata of a model, if there is anything to say. */
    public Optional<String> text() {
        if (equals(PLAIN)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.MAPPER.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
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
        try {
            // The word null is JSON, too.
            EdgeCoding coding = Optional.ofNullable(Json.MAPPER.readValue(text.get(), EdgeCoding.class))
                    .orElseThrow(() -> damaged("there is nothing in it"));
            coding.requireFit(graph);
            return coding;
        } catch (JsonProcessingException e) {
            throw damaged(e.getOriginalMessage()).because(e);
        }
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
        return Problem.of("the interface in the model file is damaged: " + how).remedy("Quantize the model again.");
    }
}
