package dev.halfstep.op;

import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all nodes of an op have in common: a row of the table of ops. Made by {@link #of} and the methods that are named as what
 * they set.
 *
 * @param name TensorFlow Lite's name
 * @param optionsType the schema's number of the options table; 0 for none
 * @param reader makes the op from its options
 * @param data position of the input whose type decides which kernel runs
 * @param types the types of that input for which there are kernels
 * @param minInputs how many inputs there are at least
 * @param maxInputs how many at most; all beyond {@code minInputs} may be left out
 * @param fewestOutputs how many outputs there are at least
 * @param mostOutputs how many at most
 * @param releases the first TensorFlow release that has the op, for each of its versions from 1 on
 * @param versions the version that brought a type, where that is not the first
 * @param shapeOperands positions of inputs whose contents decide the outputs' shapes
 * @param quantization how the op is quantized
 */
public record OpType(String name, int optionsType, Reader reader, int data, Set<DType> types, int minInputs,
        int maxInputs, int fewestOutputs, int mostOutputs, List<String> releases, Map<DType, Integer> versions,
        List<Integer> shapeOperands, QuantizationRule quantization) {

    /** As many inputs or outputs as a file likes. */
    public static final int ANY = Integer.MAX_VALUE;

    /** Makes an op from the options of a file. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Makes the op.
         *
         * @param options those of this op; one that holds nothing, so that all have their defaults, if the file has none
         * @throws Problem if an option has no kernel
         */
        Op read(OptionReader options);
    }

    public OpType {
        types = types.isEmpty() ? Set.of() : EnumSet.copyOf(types);
        releases = List.copyOf(releases);
        versions = Map.copyOf(versions);
        shapeOperands = List.copyOf(shapeOperands);
    }

    /** An op with one input, one output, and the release of most. */
    public static OpType of(String name, int optionsType, Reader reader) {
        return new OpType(name, optionsType, reader, 0, Set.of(), 1, 1, 1, 1, List.of("1.5.0"), Map.of(),
                List.of(), QuantizationRule.NONE);
    }

    /** With options that are never read. */
    public static OpType of(String name, int optionsType, Op op) {
        return of(name, optionsType, options -> op);
    }

    public OpType types(DType... newTypes) {
        return new OpType(name, optionsType, reader, data, Set.of(newTypes), minInputs, maxInputs, fewestOutputs,
                mostOutputs, releases, versions, shapeOperands, quantization);
    }

    /** With more types that the first version has. */
    public OpType alsoFor(DType... more) {
        Set<DType> allTypes = new HashSet<>(types);
        allTypes.addAll(List.of(more));
        return types(allTypes.toArray(DType[]::new));
    }

    public OpType inputs(int fewest, int most) {
        return new OpType(name, optionsType, reader, data, types, fewest, most, fewestOutputs, mostOutputs, releases,
                versions, shapeOperands, quantization);
    }

    public OpType inputs(int number) {
        return inputs(number, number);
    }

    public OpType data(int position) {
        return new OpType(name, optionsType, reader, position, types, minInputs, maxInputs, fewestOutputs, mostOutputs,
                releases, versions, shapeOperands, quantization);
    }

    public OpType outputs(int fewest, int most) {
        return new OpType(name, optionsType, reader, data, types, minInputs, maxInputs, fewest, most, releases,
                versions, shapeOperands, quantization);
    }

    public OpType releases(String... byVersion) {
        return new OpType(name, optionsType, reader, data, types, minInputs, maxInputs, fewestOutputs, mostOutputs,
                List.of(byVersion), versions, shapeOperands, quantization);
    }

    /** With outputs whose shapes follow from the contents of inputs. */
    public OpType shapedBy(Integer... inputs) {
        return new OpType(name, optionsType, reader, data, types, minInputs, maxInputs, fewestOutputs, mostOutputs,
                releases, versions, List.of(inputs), quantization);
    }

    public OpType quantized(QuantizationRule rule) {
        return new OpType(name, optionsType, reader, data, types, minInputs, maxInputs, fewestOutputs, mostOutputs,
                releases, versions, shapeOperands, rule);
    }

    /**
     * With another version, the first one or one behind the last.
     *
     * @param release the first TensorFlow release that has it
     * @param newTypes the types of data that it brought
     */
    public OpType since(String release, DType... newTypes) {
        List<String> byVersion = new ArrayList<>(types.isEmpty() ? List.of() : releases);
        byVersion.add(release);
        Map<DType, Integer> byType = new HashMap<>(versions);
        Set<DType> allTypes = new HashSet<>(types);
        for (DType dtype : newTypes) {
            byType.put(dtype, byVersion.size());
            allTypes.add(dtype);
        }
        return new OpType(name, optionsType, reader, data, allTypes, minInputs, maxInputs, fewestOutputs, mostOutputs,
                byVersion, byType, shapeOperands, quantization);
    }

    /** The version that brought a type of data. */
    public int version(DType dtype) {
        return versions.getOrDefault(dtype, 1);
    }

    /** The schema's number of the op. */
    public int number() {
        return BuiltinNames.number(name);
    }

    /** The first TensorFlow release that has the op in a version. */
    public String release(int version) {
        return releases.get(Math.clamp(version, 1, releases.size()) - 1);
    }

    /**
     * Makes sure that a node has as many inputs and outputs as the op takes, and data of a type that it has kernels for.
     *
     * @throws Problem if not
     */
    public void check(Operands operands) {
        int inputs = operands.inputs().size();
        int outputs = operands.outputs().size();
        boolean fits = inputs >= minInputs && inputs <= maxInputs && outputs >= fewestOutputs && outputs <= mostOutputs;
        for (int i = 0; i < Math.min(minInputs, inputs); i++) {
            fits &= operands.has(i);
        }
        Operands.require(fits, () -> "it has " + inputs + " inputs and " + outputs + " outputs");
        TensorInfo first = operands.input(data);
        Operands.require(types.contains(first.dtype()),
                () -> "it has no kernel for " + Quoted.of(first.name()) + " of type " + first.dtype().label());
    }
}
