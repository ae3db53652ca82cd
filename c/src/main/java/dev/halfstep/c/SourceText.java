package dev.halfstep.c;

import dev.halfstep.c.net.NetworkSource;
import dev.halfstep.c.row.RowSource;
import dev.halfstep.c.size.SizedModel;
import dev.halfstep.c.text.Functions;
import dev.halfstep.c.text.Text;
import dev.halfstep.c.text.Types;
import dev.halfstep.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The header and the source of a model. */
final class SourceText {

    private static final String FAILURES =
            "\n   Gives 0, or the number of the layer that has no value for these codes: it divides by 0, takes the root of a number"
                    + "\n   below 0, or is led out of an array by an index. What came out is to be thrown away then.";

    private final String name;
    private final String about;
    private final NetworkSource network;
    private final List<TensorInfo> inputs;
    private final List<TensorInfo> outputs;
    private final Optional<RowSource> rows;
    private final Functions functions;

    /** @param about what the model is, for the first lines */
    SourceText(String name, String about, NetworkSource network, List<TensorInfo> inputs, List<TensorInfo> outputs,
            Optional<RowSource> rows, Functions functions) {
        this.name = name;
        this.about = about;
        this.network = network;
        this.inputs = inputs;
        this.outputs = outputs;
        this.rows = rows;
        this.functions = functions;
    }

    String header() {
        String text =
                """
                        /* %s */
                        #ifndef NET_H
                        #define NET_H

                        #include <stddef.h>
                        #include <stdint.h>

                        #ifdef __cplusplus
                        extern "C" {
                        #endif

                        %s
                        %s/* Memory for what passes between layers: %d bytes. What is in it before and after a run does not matter. */
                        typedef union {
                        %s} net_scratch;

                        /* From codes to codes, with integers alone. Runs at the same time need scratch memory of their own; where it is NULL,
                           the one memory of this file is taken.%s%s */
                        %s net_run(%s, net_scratch *scratch);

                        #ifdef __cplusplus
                        }
                        #endif

                        #endif
                        """
                        .formatted(Text.comment(about), edges(), rows.map(RowSource::declarations).orElse(""),
                                network.scratchBytes(), scratchMembers(), network.mayOverwriteInput()
                                        ? " Output\n   and input may share memory: the one is written when the other is not needed any more."
                                        : "",
                                network.mayFail() ? FAILURES : "", result(), parameters());
        return Functions.withPrefix(text, name);
    }

    /** What a run gives besides codes. */
    private String result() {
        return network.mayFail() ? "int" : "void";
    }

    private String scratchMembers() {
        return network.scratchMembers().entrySet().stream().map(member -> {
            int bytes = Types.bytes(member.getValue());
            int count = Math.max(1, (network.scratchBytes() + bytes - 1) / bytes);
            return "    " + member.getValue() + " " + member.getKey() + "[" + count + "];\n";
        }).collect(Collectors.joining());
    }

    /** What goes in and comes out, as sizes and scales. */
    private String edges() {
        var text = new StringBuilder();
        for (int i = 0; i < inputs.size(); i++) {
            edge(text, "input", "INPUT", i, inputs, network.inputTypes().get(i), "goes in");
        }
        for (int i = 0; i < outputs.size(); i++) {
            edge(text, "output", "OUTPUT", i, outputs, network.outputTypes().get(i), "comes out");
        }
        return text.toString();
    }

    private void edge(StringBuilder text, String word, String macroWord, int index, List<TensorInfo> tensors,
            String type, String does) {
        TensorInfo tensor = tensors.get(index);
        String number = tensors.size() == 1 ? "" : "_" + (index + 1);
        text.append("/* What ").append(does).append(number.isEmpty() ? "" : ", number " + (index + 1)).append(": ")
                .append(Text.inComment(tensor.name())).append(", ").append(type).append(tensor.shape());
        tensor.quantization().ifPresent(codes -> text.append(
                rows.isPresent() && word.equals("input") ? " codes" : ". A value is " + codes.scale() + " * (code "
                        + (codes.zeroPoint() < 0 ? "+ " + -codes.zeroPoint() : "- " + codes.zeroPoint()) + ")"));
        text.append(". */\n#define NET_").append(macroWord).append("S").append(number).append(' ')
                .append(tensor.shape().elements()).append('\n');
    }

    /** What a program does that runs the network. */
    SizedModel.Call call() {
        var arrays = new StringBuilder();
        var fills = new StringBuilder();
        var arguments = new ArrayList<String>();
        for (int i = 0; i < inputs.size(); i++) {
            String input = network.inputName(i);
            arrays.append(array(network.inputTypes().get(i), input, inputs.get(i)));
            fills.append("    fill(").append(input).append(", sizeof ").append(input).append(");\n");
            arguments.add(input);
        }
        for (int o = 0; o < outputs.size(); o++) {
            arrays.append(array(network.outputTypes().get(o), network.outputName(o), outputs.get(o)));
            arguments.add(network.outputName(o));
        }
        return new SizedModel.Call(arrays.toString(), fills.toString(), (network.mayFail() ? "failed |= " : "") + name
                + "_run(" + String.join(", ", arguments) + ", NULL);");
    }

    private static String array(String type, String called, TensorInfo tensor) {
        return "static " + type + " " + called + "[" + tensor.shape().elements() + "];\n";
    }

    private String parameters() {
        var parameters = new ArrayList<String>();
        for (int i = 0; i < inputs.size(); i++) {
            parameters.add("const " + network.inputTypes().get(i) + " *" + network.inputName(i));
        }
        for (int o = 0; o < outputs.size(); o++) {
            parameters.add(network.outputTypes().get(o) + " *" + network.outputName(o));
        }
        return String.join(", ", parameters);
    }

    String source() {
        boolean needsMemory = network.scratchBytes() > 0;
        String text = """
                /* %s */
                #include "%s.h"

                %s
                %s%s
                #ifndef NET_NO_OWN_SCRATCH
                static net_scratch net_own_scratch;
                #define NET_OWN_SCRATCH (&net_own_scratch)
                #else
                #define NET_OWN_SCRATCH NULL
                #endif

                %s net_run(%s, net_scratch *scratch)
                {
                    net_scratch *const memory = scratch != NULL ? scratch : NET_OWN_SCRATCH;
                %s%s%s}
                """.formatted(Text.comment(about), name, Functions.read("machine.c"), functions.text(),
                network.tablesText(), result(), parameters(), needsMemory ? "" : "    (void)memory;\n",
                network.bodyText(),
                network.mayFail() ? "    return 0;\n" : "");
        return Functions.withPrefix(text + rows.map(RowSource::definitions).orElse(""), name);
    }
}
