package dev.halfstep.c.net;

import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Tables;
import dev.halfstep.c.text.Types;
import dev.halfstep.interpret.Program.Step;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The network as C: its tables, the functions it needs, and the calls of a run. Written once, then read.
 */
public final class NetworkSource {

    /** Lines are not longer, where that can be. */
    static final int WIDTH = 116;

    private final Network network;
    private final String prefix;
    private final boolean tflm;
    private final Functions functions;
    private final BufferPlan plan;
    private final Map<Integer, CodeRange> ranges = new HashMap<>();
    private final Map<Integer, String> constants = new HashMap<>();
    /** Of what stands in the scratch memory. */
    private final Set<DType> scratchTypes = new LinkedHashSet<>();
    private final StringBuilder tables = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private long constantBytes;
    private long multiplyAdds;
    private boolean mayFail;

    private NetworkSource(Network network, String prefix, boolean tflm, Functions functions) {
        this.network = network;
        this.prefix = prefix;
        this.tflm = tflm;
        this.functions = functions;
        plan = BufferPlan.of(network);
    }

    /**
     * Writes a network.
     *
     * @param prefix that names begin with
     * @param tflm whether dense layers round as TensorFlow Lite Micro has them
     * @param functions where the functions go that are called
     * @throws Problem that names all layers that cannot be written
     */
    public static NetworkSource of(Network network, String prefix, boolean tflm, Functions functions) {
        var source = new NetworkSource(network, prefix, tflm, functions);
        var problems = new ArrayList<Problem>();
        for (int s = 0; s < network.steps().size(); s++) {
            Step step = network.steps().get(s);
            try {
                source.write(step, s + 1);
            } catch (Problem problem) {
                problems.add(problem.at(step.place()));
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        source.copyOutputs();
        return source;
    }

    private void write(Step step, int number) {
        for (int tensor : step.node().outputs()) {
            Types.of(network.tensors().get(tensor).dtype());
        }
        new LayerWriter(new Layer(this, step, number), tflm).write(step.lowered());
    }

    /** What comes out is a tensor that no step writes there: one that went in, or one that comes out twice. */
    private void copyOutputs() {
        for (int o = 0; o < network.outputs().size(); o++) {
            int tensor = network.outputs().get(o);
            boolean isWritten = network.steps().stream().anyMatch(step -> step.node().outputs().contains(tensor));
            if (!isWritten || network.outputs().indexOf(tensor) != o) {
                TensorInfo info = network.tensors().get(tensor);
                body.append("    ").append(functions.use("copy", Map.of("element_t", Types.of(info.dtype()))))
                        .append('(').append(address(tensor)).append(", ").append(outputName(o)).append(", ")
                        .append(info.shape().elements()).append(");\n");
            }
        }
    }

    Network network() {
        return network;
    }

    String prefix() {
        return prefix;
    }

    Functions functions() {
        return functions;
    }

    StringBuilder tables() {
        return tables;
    }

    StringBuilder body() {
        return body;
    }

    void addConstants(long bytes) {
        constantBytes += bytes;
    }

    void addMultiplyAdds(long count) {
        multiplyAdds += count;
    }

    void setMayFail() {
        mayFail = true;
    }

    CodeRange range(int tensor) {
        return ranges.computeIfAbsent(tensor, unknown -> CodeRange.of(network.tensors().get(tensor)));
    }

    void setRange(int tensor, CodeRange range) {
        ranges.put(tensor, range);
    }

    /** Where a tensor begins, as an expression. */
    String address(int tensor) {
        int input = network.inputs().indexOf(tensor);
        if (input >= 0) {
            return inputName(input);
        }
        int output = network.outputs().indexOf(tensor);
        TensorInfo info = network.tensors().get(tensor);
        if (info.isConstant()) {
            return constants.computeIfAbsent(tensor, unwritten -> constant(info));
        }
        if (output >= 0) {
            return outputName(output);
        }
        return scratch(info.dtype(), plan.offset(tensor));
    }

    /** Where memory begins that a step has for itself, as an expression. */
    String workspace(int number, DType type, int offset) {
        return scratch(type, plan.workspace(number - 1) + offset * type.bytes());
    }

    private String scratch(DType type, int bytes) {
        scratchTypes.add(type);
        return Layer.behind("memory->" + Types.member(type), bytes / type.bytes());
    }

    private String constant(TensorInfo info) {
        Codes codes = (Codes) info.constant().orElseThrow();
        String name = prefix + "_constant_" + (constants.size() + 1);
        int count = codes.shape().elements();
        tables.append("static const ").append(Types.of(info.dtype())).append(' ').append(name).append('[').append(count)
                .append("] = {\n").append(Tables.numbers(count, i -> Tables.integer(codes.rawCode(i))))
                .append("\n};\n");
        addConstants((long) count * info.dtype().bytes());
        return name;
    }

    /** What an input is called where there may be several. */
    public String inputName(int input) {
        return network.inputs().size() == 1 ? "input" : "input_" + (input + 1);
    }

    /** What an output is called where there may be several. */
    public String outputName(int output) {
        return network.outputs().size() == 1 ? "output" : "output_" + (output + 1);
    }

    /** The tables of all layers. */
    public String tablesText() {
        return tables.toString();
    }

    /** The calls of a run. */
    public String bodyText() {
        return body.toString();
    }

    /** Bytes of the memory that passes between layers. */
    public int scratchBytes() {
        return plan.bytes();
    }

    /** The types of the elements in that memory, each with what they are called there. */
    public Map<String, String> scratchMembers() {
        var members = new LinkedHashMap<String, String>();
        scratchTypes.forEach(type -> members.put(Types.member(type), Types.of(type)));
        if (members.isEmpty()) {
            members.put("i8", "int8_t");
        }
        return members;
    }

    /** The C types of what goes in. */
    public List<String> inputTypes() {
        return network.inputTensors().stream().map(tensor -> Types.of(tensor.dtype())).toList();
    }

    /** The C types of what comes out. */
    public List<String> outputTypes() {
        return network.outputTensors().stream().map(tensor -> Types.of(tensor.dtype())).toList();
    }

    /** Whether what comes out may stand where something goes in that is not needed any more when it is written. */
    public boolean mayOverwriteInput() {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            return false;
        }
        int lastRead = network.lastUses().getOrDefault(network.inputs().getFirst(), -1);
        int output = network.outputs().getFirst();
        for (int s = 0; s < network.steps().size(); s++) {
            if (network.steps().get(s).node().outputs().contains(output)) {
                return s > lastRead;
            }
        }
        return false;
    }

    /** Whether there are codes for which the network has no value, so that a run has to say whether it gave one. */
    public boolean mayFail() {
        return mayFail;
    }

    /** Bytes of weights, biases and other tables. */
    public long constantBytes() {
        return constantBytes;
    }

    /** Multiply-adds of a run. */
    public long multiplyAdds() {
        return multiplyAdds;
    }
}
