package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.net.Network;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A model, its C in a folder, and what the interpreter says that it has to compute. */
final class CModel {

    static final String NAME = "model";

    private final Graph graph;
    private final Network network;
    private final CLibrary library;
    private final Path folder;

    private CModel(ModelFile model, ExportOptions options, Path folder) {
        graph = model.graph();
        network = Network.of(graph);
        library = CExport.of(model, options);
        this.folder = folder;
    }

    static CModel of(ModelFile model, Path folder) {
        return of(model, ExportOptions.named(NAME), folder);
    }

    static CModel of(ModelFile model, ExportOptions options, Path folder) {
        var written = new CModel(model, options, folder);
        written.library.files().forEach((file, text) -> write(folder.resolve(file), text));
        return written;
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    CLibrary library() {
        return library;
    }

    private static String type(TensorInfo tensor) {
        return tensor.dtype() == DType.INT8 ? "int8_t" : tensor.dtype() == DType.UINT8 ? "uint8_t" : "int16_t";
    }

    /** Whether there are codes for which it has no value. */
    private boolean mayFail() {
        return library.files().values().stream().anyMatch(text -> text.contains("\nint " + library.name() + "_run("));
    }

    /**
     * A function that reads codes, runs, and writes codes, until there are no more; behind them whether the run had no value, if there are
     * such runs.
     */
    String driver() {
        var arrays = new StringBuilder();
        var read = new ArrayList<String>();
        var names = new ArrayList<String>();
        var write = new StringBuilder();
        for (int i = 0; i < network.inputs().size(); i++) {
            TensorInfo tensor = network.inputTensors().get(i);
            arrays.append("    static " + type(tensor) + " in" + i + "[" + tensor.shape().elements() + "];\n");
            read.add("fread(in" + i + ", sizeof in" + i + ", 1, stdin) == 1");
            names.add("in" + i);
        }
        for (int o = 0; o < network.outputs().size(); o++) {
            TensorInfo tensor = network.outputTensors().get(o);
            arrays.append("    static " + type(tensor) + " out" + o + "[" + tensor.shape().elements() + "];\n");
            if (mayFail()) {
                write.append("        if (failed) { memset(out" + o + ", 0, sizeof out" + o + "); }\n");
            }
            write.append("        fwrite(out" + o + ", sizeof out" + o + ", 1, stdout);\n");
            names.add("out" + o);
        }
        if (mayFail()) {
            arrays.append("    int failed;\n");
            write.append("        fputc(failed, stdout);\n");
        }
        return """
                static void drive_%1$s(void)
                {
                %2$s    while (%3$s) {
                #ifdef SHARED
                        %1$s_run(in0, (void *)in0, NULL);
                        fwrite(in0, sizeof out0, 1, stdout);
                        continue;
                #endif
                        %6$s%1$s_run(%4$s, NULL)%7$s;
                %5$s    }
                }
                """.formatted(library.name(), arrays, String.join(" && ", read), String.join(", ", names), write,
                mayFail() ? "failed = " : "", mayFail() ? " != 0" : "");
    }

    /** What a program made of its C alone gives. */
    byte[] outputs(byte[] inputs, String compiler, String... flags) {
        return CProgram.compile(List.of(this), compiler, flags).outputs(this, inputs);
    }

    /** Codes to try: random ones of several spreads, and those at the ends. */
    byte[] inputs(int rows, long seed) {
        var random = new Random(seed);
        ByteBuffer buffer = ByteBuffer
                .allocate(rows * rowBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            int kind = row % 6;
            double middle = random.nextDouble();
            for (TensorInfo tensor : network.inputTensors()) {
                long min = tensor.dtype().min();
                long max = tensor.dtype().max();
                for (int i = 0; i < tensor.shape().elements(); i++) {
                    double share = switch (kind) {
                        case 0, 1 -> random.nextDouble();
                        case 2 -> middle + 0.1 * random.nextGaussian();
                        case 3 -> random.nextInt(2);
                        case 4 -> row / 6 % 3 / 2.0;
                        default -> 0.5 + 0.25 * random.nextGaussian();
                    };
                    put(buffer, tensor.dtype(), Math.clamp(Math.round(min + share * (max - min)), min, max));
                }
            }
        }
        return buffer.array();
    }

    Graph graph() {
        return graph;
    }

    /** What comes out of one run. */
    int outBytes() {
        return network.outputTensors().stream().mapToInt(CModel::bytes).sum();
    }

    /** What goes in for one run. */
    int rowBytes() {
        return network.inputTensors().stream().mapToInt(CModel::bytes).sum();
    }

    private static int bytes(TensorInfo tensor) {
        return tensor.shape().elements() * tensor.dtype().bytes();
    }

    private static void put(ByteBuffer buffer, DType type, long code) {
        if (type == DType.INT16) {
            buffer.putShort((short) code);
        } else {
            buffer.put((byte) code);
        }
    }

    private static long get(ByteBuffer buffer, DType type) {
        return type == DType.INT16 ? buffer.getShort() : type == DType.UINT8 ? buffer.get() & 0xff : buffer.get();
    }

    /** What the interpreter gives. */
    byte[] expected(byte[] inputs) {
        Interpreter interpreter = Interpreter.prepare(graph);
        ByteBuffer in = ByteBuffer.wrap(inputs).order(ByteOrder.LITTLE_ENDIAN);
        int rows = inputs.length / rowBytes();
        ByteBuffer out = ByteBuffer.allocate(rows * (outBytes() + (mayFail() ? 1 : 0))).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            var values = new ArrayList<Value>();
            for (int i = 0; i < network.inputs().size(); i++) {
                TensorInfo tensor = network.inputTensors().get(i);
                var codes = new long[tensor.shape().elements()];
                for (int k = 0; k < codes.length; k++) {
                    codes[k] = get(in, tensor.dtype());
                }
                Codes coded = Codes.of(tensor.dtype(), tensor.shape(), codes, tensor.quantization().orElse(null));
                boolean isReal = graph.inputTensors().get(i).dtype() == DType.FLOAT32;
                values.add(isReal ? coded.dequantize() : coded);
            }
            Map<Integer, Value> results;
            try {
                results = interpreter.runWithTaps(values, Set.copyOf(network.outputs()));
            } catch (Problem none) {
                assertThat(mayFail()).as(none.getMessage()).isTrue();
                out.put(new byte[outBytes()]).put((byte) 1);
                continue;
            }
            for (int o = 0; o < network.outputs().size(); o++) {
                TensorInfo tensor = network.outputTensors().get(o);
                Codes codes = (Codes) results.get(network.outputs().get(o));
                for (int k = 0; k < tensor.shape().elements(); k++) {
                    put(out, tensor.dtype(), codes.rawCode(k));
                }
            }
            if (mayFail()) {
                out.put((byte) 0);
            }
        }
        return out.array();
    }
}
