package dev.halfstep.bench.peer;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
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
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.TfLiteVerifier;

/**
 * A model of one input and one output in the real TensorFlow Lite on one thread.
 *
 * <p>
 * Nothing native is ever freed: freeing is where the binding has been seen to crash. The JVM must run with
 * {@link #NOTHING_FREED}, so that the garbage collector does not do so either.
 */
public final class TfliteModel implements Peer {

    public static final String NOTHING_FREED = "-Dorg.bytedeco.javacpp.nopointergc=true";

    /** The constructor {@code tflite::ops::builtin::BuiltinRefOpResolver()} by the names that compilers give it. */
    private static final String REFERENCE_RESOLVER = "_ZN6tflite3ops7builtin20BuiltinRefOpResolverC1Ev";

    /** More than {@code sizeof(BuiltinRefOpResolver)}, a vtable and a few hash maps. */
    private static final int RESOLVER_BYTES = 4096;

    private static final int OK = 0;

    private final Interpreter interpreter;
    private final byte[] rows;
    private final ByteBuffer input;
    private final ByteBuffer output;

    private TfliteModel(Work work, MutableOpResolver kernels) {
        FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromFile(work.file().toString(), (TfLiteVerifier) null,
                (ErrorReporter) null);
        if (model == null || model.isNull()) {
            throw new IllegalStateException("TensorFlow Lite does not load this file");
        }
        var builder = new InterpreterBuilder(model, kernels);
        check(builder.SetNumThreads(1), "SetNumThreads");
        interpreter = new Interpreter((Pointer) null);
        check(builder.apply(interpreter), "InterpreterBuilder");
        check(interpreter.ResizeInputTensor(interpreter.inputs().get(0), work.inputShape().toArray()),
                "ResizeInputTensor");
        check(interpreter.AllocateTensors(), "AllocateTensors");
        rows = Work.bytes(work.rowsIn());
        input = contents(interpreter.input_tensor(0));
        output = contents(interpreter.output_tensor(0));
    }

    /** With the reference kernels: plain loops, the definition of what is right. */
    static TfliteModel reference(Work work) {
        return new TfliteModel(work, referenceResolver());
    }

    /** With the optimized kernels of TensorFlow Lite itself, without a delegate. */
    static TfliteModel builtin(Work work) {
        return new TfliteModel(work, new BuiltinOpResolverWithoutDefaultDelegates());
    }

    /** With the XNNPACK delegate: what TensorFlow Lite does unless told otherwise. */
    static TfliteModel xnnpack(Work work) {
        return new TfliteModel(work, new BuiltinOpResolverWithXNNPACK(true));
    }

    @Override
    public Object run() {
        input.put(0, rows);
        check(interpreter.Invoke(), "Invoke");
        return output;
    }

    @Override
    public byte[] result() {
        var result = new byte[output.capacity()];
        output.get(0, result);
        return result;
    }

    private static ByteBuffer contents(TfLiteTensor tensor) {
        return tensor.data().raw().capacity(tensor.bytes()).asByteBuffer();
    }

    /** The binding has no Java class for this resolver, but its library exports the constructor. */
    @SuppressWarnings("restricted")
    private static MutableOpResolver referenceResolver() {
        Loader.load(MutableOpResolver.class);
        MemorySegment constructor = SymbolLookup.loaderLookup().find(REFERENCE_RESOLVER)
                .orElseThrow(() -> new UnsupportedOperationException(
                        "this platform's TensorFlow Lite library does not export " + REFERENCE_RESOLVER));
        BytePointer memory = new BytePointer(RESOLVER_BYTES).fill(0);
        try {
            Linker.nativeLinker().downcallHandle(constructor, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invokeExact(MemorySegment.ofAddress(memory.address()));
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
}
