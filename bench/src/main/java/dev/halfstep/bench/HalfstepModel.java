package dev.halfstep.bench;

import dev.halfstep.interpret.Interpreter;
import dev.halfstep.tensor.Value;

/** A model in Halfstep's own interpreter; the only class of the benches that knows how it is run. */
final class HalfstepModel implements Peer {

    private final Interpreter interpreter;
    private final Value rows;
    private Value result;

    private HalfstepModel(Interpreter interpreter, Work work) {
        this.interpreter = interpreter;
        rows = work.rowsIn();
        result = rows;
    }

    /** With the kernels that users get. */
    static HalfstepModel fast(Work work) {
        return new HalfstepModel(Interpreter.prepare(work.graph()), work);
    }

    /** With the reference kernels; there are no others yet. */
    static HalfstepModel reference(Work work) {
        return new HalfstepModel(Interpreter.prepare(work.graph()), work);
    }

    @Override
    public Object run() {
        result = interpreter.run(rows);
        return result;
    }

    @Override
    public byte[] result() {
        return Work.bytes(result);
    }
}
