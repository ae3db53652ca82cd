package dev.halfstep.bench.peer;

import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.Invocation;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A model in Halfstep's own interpreter; the only class of the benches that knows how it is run. */
final class HalfstepModel implements Peer {

    private final Invocation invocation;
    private final Value rows;

    private HalfstepModel(Interpreter interpreter, Work work) {
        invocation = interpreter.invocation(work.rows());
        rows = work.rowsIn();
    }

    /** With the kernels that users get. */
    static HalfstepModel fast(Work work) {
        return new HalfstepModel(Interpreter.prepare(work.graph()), work);
    }

    /** With the reference kernels. */
    static HalfstepModel reference(Work work) {
        return new HalfstepModel(Interpreter.prepareReference(work.graph()), work);
    }

    @Override
    public Object run() {
        switch (rows) {
            case Tensor real -> {
                float[] values = real.values();
                System.arraycopy(values, 0, invocation.valuesIn(0), 0, values.length);
            }
            case Codes codes -> {
                byte[] bytes = codes.rawBytes();
                System.arraycopy(bytes, 0, invocation.rawBytesIn(0), 0, bytes.length);
            }
        }
        invocation.run();
        return invocation;
    }

    @Override
    public byte[] result() {
        if (rows instanceof Codes) {
            return invocation.rawBytesOut(0).clone();
        }
        float[] values = invocation.valuesOut(0);
        var bytes = new byte[values.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer().put(values);
        return bytes;
    }
}
