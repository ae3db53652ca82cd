package dev.halfstep.judge;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithXNNPACK;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.ErrorReporter;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.MutableOpResolver;
import org.bytedeco.tensorflowlite.TfLiteIntArray;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.TfLiteVerifier;

/**
 * The process that {@link TfliteJudge} forks: runs .tflite files in TensorFlow Lite.
 *
 * <p>
 * Arguments come in groups of four, one group per job: model file, input file, output file, {@link Resolver} in lower
 * case. The input file holds the raw little-endian bytes of the model's input tensors one after another, sample after
 * sample; the output file receives those of its output tensors in the same way. One sample is one {@code Invoke}. For
 * each job lines go to stdout: {@code input} and {@code output} for each of those and, when its output file is complete,
 * {@code done}; or {@code refused}. Their fields are separated by tabs and the first is {@link #MARK}, as native code
 * may print there too.
 *
 * <p>
 * Nothing native is ever freed, neither by the garbage collector nor at exit: freeing is where the binding has been seen
 * to crash, by freeing twice.
 */
final class TfliteProcess {
    /** The first field of each line that is meant for {@link TfliteJudge}. */
    static final String MARK = "tflite-judge";

    private static final int OK = 0;

    /** The constructor {@code tflite::ops::builtin::BuiltinRefOpResolver()} by the names that compilers give it. */
    private static final String REFERENCE_RESOLVER = "_ZN6tflite3ops7builtin20BuiltinRefOpResolverC1Ev";

    /** More than {@code sizeof(BuiltinRefOpResolver)}, a vtable and a few hash maps. */
    private static final int RESOLVER_BYTES = 4096;

    private TfliteProcess() {}

    public static void main(String[] args) {
        int status = 0;
        try {
            run(args);
        } catch (Throwable e) {
            e.printStackTrace();
            status = 1;
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }

    static void run(String[] args) throws IOException {
        for (int i = 0; i < args.length; i += 4) {
            try {
                run(Path.of(args[i]), Path.of(args[i + 1]), Path.of(args[i + 2]),
                        Resolver.valueOf(args[i + 3].toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException | IllegalStateException e) {
                e.printStackTrace();
                report("refused", String.valueOf(e.getMessage()));
            }
        }
    }

    private static void run(Path modelFile, Path inputFile, Path outputFile, Resolver kernels) throws IOException {
        byte[] samples = Files.readAllBytes(inputFile);
        FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromFile(modelFile.toString(), (TfLiteVerifier) null,
                (ErrorReporter) null);
        if (model == null || model.isNull()) {
            throw new IllegalArgumentException("TensorFlow Lite does not load this file");
        }
        InterpreterBuilder builder = new InterpreterBuilder(model, resolver(kernels));
        check(builder.SetNumThreads(1), "SetNumThreads");
        Interpreter interpreter = new Interpreter((Pointer) null);
        check(builder.apply(interpreter), "InterpreterBuilder");
        check(interpreter.AllocateTensors(), "AllocateTensors");
        int inputs = (int) interpreter.inputs().limit();
        int outputs = (int) interpreter.outputs().limit();
        int inputBytes = 0;
        for (int t = 0; t < inputs; t++) {
            describe("input", interpreter.input_tensor(t));
            inputBytes += Math.toIntExact(interpreter.input_tensor(t).bytes());
        }
        for (int t = 0; t < outputs; t++) {
            describe("output", interpreter.output_tensor(t));
        }
        if (inputBytes == 0 || samples.length % inputBytes != 0) {
            throw new IllegalArgumentException(
                    samples.length + " bytes are no whole number of samples of " + inputBytes + " bytes");
        }
        int count = samples.length / inputBytes;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(outputFile))) {
            for (int i = 0; i < count; i++) {
                int from = i * inputBytes;
                for (int t = 0; t < inputs; t++) {
                    int length = Math.toIntExact(interpreter.input_tensor(t).bytes());
                    interpreter.input_tensor(t).data().raw().put(samples, from, length);
                    from += length;
                }
                check(interpreter.Invoke(), "Invoke, sample " + i);
                for (int t = 0; t < outputs; t++) {
                    TfLiteTensor output = interpreter.output_tensor(t);
                    byte[] bytes = new byte[Math.toIntExact(output.bytes())];
                    output.data().raw_const().get(bytes);
                    out.write(bytes);
                }
            }
        }
        report("done", Integer.toString(count), Long.toString(Files.size(outputFile)));
    }

    private static MutableOpResolver resolver(Resolver kernels) {
        return switch (kernels) {
            case REFERENCE -> referenceResolver();
            case BUILTIN -> new BuiltinOpResolverWithoutDefaultDelegates();
            case XNNPACK -> new BuiltinOpResolverWithXNNPACK(true);
        };
    }

    /**
     * TensorFlow Lite's reference kernels. The binding has no Java class for their resolver, but its library exports the
     * C++ constructor, which is called here on memory of our own.
     */
    @SuppressWarnings("restricted")
    private static MutableOpResolver referenceResolver() {
        Loader.load(MutableOpResolver.class);
        MemorySegment constructor = SymbolLookup.loaderLookup().find(REFERENCE_RESOLVER)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "this platform's TensorFlow Lite library does not export " + REFERENCE_RESOLVER));
        BytePointer memory = new BytePointer(RESOLVER_BYTES).fill(0);
        MethodHandle construct = Linker.nativeLinker().downcallHandle(constructor,
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
        try {
            construct.invokeExact(MemorySegment.ofAddress(memory.address()));
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of the reference kernels' resolver failed", e);
        }
        return new MutableOpResolver(memory);
    }

    private static void check(int status, String what) {
        if (status != OK) {
            throw new IllegalStateException(what + " failed with status " + status);
        }
    }

    private static void describe(String which, TfLiteTensor tensor) {
        StringJoiner shape = new StringJoiner(",");
        TfLiteIntArray dimensions = tensor.dims();
        for (int i = 0; i < dimensions.size(); i++) {
            shape.add(Integer.toString(dimensions.data(i)));
        }
        report(which, Integer.toString(tensor.type()), shape.toString(), Float.toString(tensor.params().scale()),
                Integer.toString(tensor.params().zero_point()));
    }

    private static void report(String kind, String... fields) {
        System.out.println(MARK + "\t" + kind + "\t" + String.join("\t", fields));
        System.out.flush();
    }
}
