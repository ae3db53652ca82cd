package dev.halfstep.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.halfstep.assemble.Assembler;
import dev.halfstep.graph.Graph;
import dev.halfstep.keras.config.CallConfig.Argument.Reference;
import dev.halfstep.keras.config.LayerConfig;
import dev.halfstep.keras.config.NetworkConfig;
import dev.halfstep.keras.file.ModelParts;
import dev.halfstep.keras.layer.NetworkLayer.Member;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The network of a file. */
public final class KerasNetwork {

    private final NetworkLayer model;
    private final LayerConfig top;
    private final Parts parts = new Parts();

    private KerasNetwork(ModelParts file) {
        top = LayerConfig.of(file.config());
        NetworkConfig config = NetworkConfig.of(top);
        model = new NetworkLayer(config, new LayerTable(file.isOld()), true);
    }

    /**
     * Puts together the network that a file describes.
     *
     * @throws Problem that names all layers that are not supported; or what is damaged or missing
     */
    public static Graph of(ModelParts file) {
        var network = new KerasNetwork(file);
        Weights weights = WeightPlaces.weights(file, network.model);
        List<Integer> inputs = network.inputs();
        List<Integer> outputs = network.model.apply(Call.of(network.parts, "", inputs, weights));
        if (outputs.isEmpty() || inputs.isEmpty()) {
            throw Problem.model("the model has no " + (inputs.isEmpty() ? "inputs" : "outputs"));
        }
        network.nameOutputs(outputs);
        return network.parts.network().build(outputs);
    }

    /** As Keras calls them: by their layers. */
    private void nameOutputs(List<Integer> outputs) {
        Assembler assembler = parts.network();
        for (int i = 0; i < outputs.size(); i++) {
            int output = outputs.get(i);
            if (!assembler.inputs().contains(output)) {
                assembler.rename(output, outputName(i));
            }
        }
    }

    private String outputName(int position) {
        if (model.config().isSequential()) {
            return model.members().getLast().config().name();
        }
        Reference reference = model.config().outputs().get(position);
        return reference.output() == 0 ? reference.layer() : reference.layer() + ":" + reference.output();
    }

    private List<Integer> inputs() {
        NetworkConfig config = model.config();
        if (config.isSequential()) {
            return List.of(sequentialInput());
        }
        var inputs = new ArrayList<Integer>();
        for (Reference reference : config.inputs()) {
            Member member = model.members().stream()
                    .filter(each -> each.isInput() && each.config().name().equals(reference.layer())).findFirst()
                    .orElseThrow(() -> Problem.model("the input " + Quoted.of(reference.layer())
                            + " is none of its layers"));
            inputs.add(input(member.config(), shape(member.config())
                    .orElseThrow(() -> noShape(member.config().name()))));
        }
        return inputs;
    }

    private static Problem noShape(String name) {
        return Problem.model("the shape of the input " + Quoted.of(name) + " is not in the file")
                .remedy("Give the model an Input with a shape, or call it once, and save it again.");
    }

    private int sequentialInput() {
        if (model.members().isEmpty()) {
            throw Problem.model("the model has no layers");
        }
        LayerConfig first = model.members().getFirst().config();
        JsonNode config = top.settings().fields();
        JsonNode shape = shape(first).or(() -> known(config.path("build_input_shape")))
                .or(() -> known(first.settings().get("build_config").path("input_shape")))
                .orElseThrow(() -> noShape(first.name()));
        return input(first, shape);
    }

    private static Optional<JsonNode> shape(LayerConfig layer) {
        // Keras 3, and before it.
        return known(layer.settings().get("batch_shape")).or(() -> known(layer.settings().get("batch_input_shape")));
    }

    private static Optional<JsonNode> known(JsonNode shape) {
        return shape.isArray() && !shape.isEmpty() ? Optional.of(shape) : Optional.empty();
    }

    private int input(LayerConfig layer, JsonNode shape) {
        if (layer.settings().flag("sparse", false) || layer.settings().flag("ragged", false)) {
            throw Problem.model("a sparse or ragged input is not supported").at(layer.place());
        }
        var extents = new int[shape.size()];
        if (extents.length > Shape.MAX_RANK) {
            throw Problem.model("an input has " + extents.length + " axes, of which " + Shape.MAX_RANK
                    + " are supported").at(layer.place());
        }
        for (int axis = 0; axis < extents.length; axis++) {
            JsonNode extent = shape.get(axis);
            if (!extent.isNull() && !(extent.isInt() && extent.asInt() > 0)) {
                throw Problem.model("the shape " + Quoted.of(shape.toString()) + " of an input is none")
                        .at(layer.place());
            }
            extents[axis] = extent.isNull() ? Shape.UNKNOWN : extent.asInt();
        }
        boolean isInput = layer.kind().equals("InputLayer");
        String type = isInput ? layer.settings().text("dtype", "float32") : "float32";
        return parts.network().input(layer.name(), dtype(type, layer), Shape.of(extents));
    }

    private static DType dtype(String name, LayerConfig layer) {
        return switch (name) {
            case "float16", "bfloat16", "float32", "float64" -> DType.FLOAT32;
            case "int8", "int16", "int32", "uint8", "uint16" -> DType.INT32;
            case "int64", "uint32" -> DType.INT64;
            default -> throw Problem.model("an input of type " + Quoted.of(name) + " is not supported")
                    .at(layer.place());
        };
    }
}
