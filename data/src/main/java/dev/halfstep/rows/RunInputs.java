package dev.halfstep.rows;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.InputNames;
import dev.halfstep.model.InputSpec;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npz;
import dev.halfstep.tensor.npy.StoredArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays that the run command is given, as the model takes them.
 *
 * @param raw whether they hold that already
 */
public record RunInputs(Graph graph, Interface edges, boolean raw) {

    /**
     * Reads the arrays, one for each input.
     *
     * @param files one for each input, or an archive for all
     * @param model for messages
     * @throws Problem if they are not as many, or do not hold what the model takes
     */
    public List<Value> read(List<Path> files, Path model) {
        List<StoredArray> arrays = arrays(files, model);
        List<InputSpec> specs = InputSpec.of(graph);
        var values = new ArrayList<Value>();
        for (int i = 0; i < arrays.size(); i++) {
            StoredArray array = arrays.get(i);
            Value value = array.read();
            try {
                values.add(raw ? bare(edges.inputs().get(i).tensor(), value)
                        : taken(edges.inputs().get(i), specs.get(i), value));
            } catch (Problem problem) {
                throw array.at(problem);
            }
        }
        return values;
    }

    private List<StoredArray> arrays(List<Path> files, Path model) {
        int inputs = edges.inputs().size();
        if (files.size() == 1 && SampleFiles.isNpz(files.getFirst())) {
            Path file = files.getFirst();
            return new InputNames(graph, InputSpec.of(graph)).matched(file, Npz.arrays(file));
        }
        if (files.size() != inputs) {
            throw Problem.of(Problem.Kind.OPTION, Phrase.of("the model takes " + inputs + " times ").with(Setting.INPUT)
                    .then(", not " + files.size())).at(model.toString());
        }
        return files.stream().map(RunInputs::single).toList();
    }

    private static StoredArray single(Path file) {
        if (!SampleFiles.isNpz(file)) {
            return StoredArray.of(file);
        }
        throw Problem.of("this is an archive, beside other files").at(file.toString())
                .remedy("Give one archive with the arrays of all inputs, or a .npy file for each.");
    }

    private static Value taken(Interface.Port port, InputSpec spec, Value array) {
        return switch (array) {
            case Tensor real when spec.type().isInteger() -> throw notIntegers(port.tensor());
            case Tensor real -> port.encode(real);
            case Codes integers when spec.coded() -> throw Problem
                    .of("the array holds integers, and whether they are values or the model's codes is not clear")
                    .remedy(Phrase.of("add ").with(Setting.RAW).then(" if they are codes"),
                            Phrase.of("save it with .astype('float32') if they are values"));
            case Codes integers -> spec.converted(integers);
        };
    }

    /** What stands in an array, as the type that the model takes: nothing is scaled, and uint8 and int8 are never mixed up. */
    private static Value bare(TensorInfo tensor, Value array) {
        boolean takesIntegers = tensor.dtype().isInteger();
        return switch (array) {
            case Tensor real when takesIntegers -> throw Problem
                    .of("the array holds real values, but the input " + Quoted.of(tensor.name()) + " takes "
                            + tensor.dtype().label())
                    .remedy(Phrase.of("leave out ").with(Setting.RAW),
                            Phrase.of("save codes with .astype('" + tensor.dtype().label() + "')"));
            case Codes integers when integers.dtype().isByteCode() && tensor.dtype().isByteCode() -> integers;
            case Tensor real -> tensor.dtype() == DType.FLOAT16 ? Tensor.half(real.shape(), real.values()) : real;
            case Codes integers when takesIntegers ->
                InputSpec.converted(integers, tensor.name(), tensor.dtype());
            case Codes integers -> bare(tensor, integers.rawReals());
        };
    }

    private static Problem notIntegers(TensorInfo tensor) {
        return Problem.of("the array holds real values, but the input " + Quoted.of(tensor.name()) + " takes "
                + tensor.dtype().label()).remedy("Save it with .astype('" + tensor.dtype().label() + "').");
    }
}
