package dev.halfstep.kernel;

import dev.halfstep.kernel.array.IntegerArray;
import dev.halfstep.kernel.array.Step;
import dev.halfstep.kernel.move.Blocks;
import dev.halfstep.kernel.move.Slices;
import dev.halfstep.lower.Computed;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Copied;
import dev.halfstep.lower.LoweredMove.Cut;
import dev.halfstep.lower.LoweredMove.Decoded;
import dev.halfstep.lower.LoweredMove.Filled;
import dev.halfstep.lower.LoweredMove.Gathered;
import dev.halfstep.lower.LoweredMove.IntegerRange;
import dev.halfstep.lower.LoweredMove.Known;
import dev.halfstep.lower.LoweredMove.Located;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.LoweredMove.Part;
import dev.halfstep.lower.LoweredMove.RealRange;
import dev.halfstep.lower.LoweredMove.Recoded;
import dev.halfstep.lower.LoweredMove.Repeated;
import dev.halfstep.lower.LoweredMove.Resampled;
import dev.halfstep.lower.LoweredMove.Scattered;
import dev.halfstep.lower.LoweredMove.Selected;
import dev.halfstep.lower.LoweredMove.Taken;
import dev.halfstep.lower.LoweredMove.Updated;
import dev.halfstep.tensor.DType;
import java.util.function.IntToLongFunction;

/** What moves elements about, bound to its arrays. */
final class MoveBinding {

    private MoveBinding() {}

    static Step bind(LoweredMove node, Buffers buffers) {
        return switch (node) {
            case Moved moved -> moving(moved, buffers);
            case Gathered gathered -> gathering(gathered, buffers);
            case Selected selected -> selecting(selected, buffers);
            case Resampled resampled -> {
                Object in = buffers.in(0);
                Object out = buffers.out(0);
                yield () -> Blocks.resample(resampled, in, out);
            }
            case Taken taken -> Slices.take(taken.slices(), indices(taken.slices(), buffers),
                    buffers.in(taken.slices().data()), buffers.out(0))::run;
            case Decoded decoded -> decoding(decoded, buffers);
            case Updated updated -> updating(updated, buffers);
            case Cut cut -> cutting(cut, buffers);
            case Scattered scattered -> scattering(scattered.slices(), buffers);
            case RealRange range -> reals(range, buffers.floatsOut());
            case IntegerRange range -> integers(IntegerArray.of(range.type(), buffers.out(0)), range.length(),
                    i -> range.first() + i * range.delta());
            case Known known -> integers(IntegerArray.of(known.type(), buffers.out(0)), known.integers().size(),
                    known.integers()::get);
        };
    }

    private static Step moving(Moved node, Buffers buffers) {
        Step[] parts = node.parts().stream().map(part -> bind(part, buffers)).toArray(Step[]::new);
        return () -> {
            for (Step part : parts) {
                part.run();
            }
        };
    }

    private static Step bind(Part part, Buffers buffers) {
        return switch (part) {
            case Copied copied -> copying(copied, buffers.in(copied.input()), buffers.out(copied.output()));
            case Recoded recoded -> recoding(recoded, buffers.bytesIn(recoded.input()), buffers.out(0));
            case Repeated repeated -> {
                Object out = buffers.out(0);
                yield () -> Blocks.copy(repeated.copy(), out, out);
            }
            case Filled filled -> filling(filled, buffers);
        };
    }

    private static Step copying(Copied part, Object in, Object out) {
        return () -> Blocks.copy(part.copy(), in, out);
    }

    private static Step recoding(Recoded part, byte[] in, Object out) {
        byte[] table = part.table();
        var recoded = new byte[in.length];
        return () -> {
            for (int i = 0; i < in.length; i++) {
                recoded[i] = table[in[i] & 0xff];
            }
            Blocks.copy(part.copy(), recoded, out);
        };
    }

    private static Step filling(Filled part, Buffers buffers) {
        Object out = buffers.out(0);
        Object value = part.operand() == Computed.NONE ? single(part.type(), part.known()) : buffers.in(part.operand());
        return () -> Blocks.fill(out, part.length(), value);
    }

    /** An array that holds one value. */
    private static Object single(DType type, long value) {
        return switch (type) {
            case FLOAT32, FLOAT16 -> new float[] {value};
            case INT8, UINT8, INT4, BOOL -> new byte[] {(byte) value};
            case INT16 -> new short[] {(short) value};
            case INT32 -> new int[] {(int) value};
            case INT64 -> new long[] {value};
        };
    }

    private static Step gathering(Gathered node, Buffers buffers) {
        IntegerArray indices = IntegerArray.of(node.type(), buffers.in(node.indices()));
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> Blocks.gather(node, indices, in, out);
    }

    private static IntegerArray indices(Located slices, Buffers buffers) {
        return IntegerArray.of(slices.indexType(), buffers.in(slices.indices()));
    }

    private static Step decoding(Decoded node, Buffers buffers) {
        Located slices = node.slices();
        IntegerArray codes = IntegerArray.of(slices.type(), buffers.in(slices.data()));
        return Slices.decode(node, indices(slices, buffers), codes, buffers.floatsOut())::run;
    }

    private static Step updating(Updated node, Buffers buffers) {
        IntegerArray starts = IntegerArray.of(node.type(), buffers.in(node.starts()));
        Object in = buffers.in(0);
        Object update = buffers.in(1);
        Object out = buffers.out(0);
        return () -> Blocks.update(node, starts, in, update, out);
    }

    private static Step cutting(Cut node, Buffers buffers) {
        IntegerArray starts = IntegerArray.of(node.type(), buffers.in(node.starts()));
        Object in = buffers.in(0);
        Object out = buffers.out(0);
        return () -> Blocks.cut(node, starts, in, out);
    }

    private static Step scattering(Located slices, Buffers buffers) {
        IntegerArray indices = indices(slices, buffers);
        int data = slices.data();
        return slices.type() == DType.FLOAT32
                ? Slices.scatter(slices, indices, buffers.floatsIn(data), buffers.floatsOut())::run
                : Slices.scatter(slices, indices, IntegerArray.of(slices.type(), buffers.in(data)),
                        IntegerArray.of(slices.type(), buffers.out(0)), slices.length())::run;
    }

    private static Step selecting(Selected node, Buffers buffers) {
        byte[] condition = buffers.bytesIn(0);
        Object whereTrue = buffers.in(1);
        Object whereFalse = buffers.in(2);
        Object out = buffers.out(0);
        return () -> Blocks.select(node, condition, whereTrue, whereFalse, out);
    }

    private static Step reals(RealRange node, float[] out) {
        return () -> {
            float value = node.first();
            for (int i = 0; i < node.length(); i++) {
                out[i] = value;
                value += node.delta();
            }
        };
    }

    private static Step integers(IntegerArray out, int length, IntToLongFunction integer) {
        return () -> {
            for (int i = 0; i < length; i++) {
                out.set(i, integer.applyAsLong(i));
            }
        };
    }
}
