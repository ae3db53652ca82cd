package dev.halfstep.tflite;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The buffers of a file, which hold the contents of its tensors and its metadata. */
final class FileBuffers {

    private final List<Table> buffers;
    private final ConstantReader constants;

    /**
     * @param budget how many bytes may be read in all
     */
    FileBuffers(Table model, long budget) {
        buffers = model.tables(Slots.MODEL_BUFFERS);
        constants = new ConstantReader(budget);
    }

    /** The contents of a tensor; empty for one that has none. */
    Optional<Value> constant(int index, DType dtype, Shape shape, Optional<Quantization> quantization) {
        // Buffer 0 is empty by convention.
        ByteBuffer content = index == 0 ? ByteBuffer.allocate(0) : buffer(index);
        return content.remaining() == 0 ? Optional.empty()
                : Optional.of(constants.read(content, dtype, shape, quantization));
    }

    /** Whether a tensor has no contents there. */
    boolean isEmpty(int index) {
        return index == 0 || buffer(index).remaining() == 0;
    }

    /** All bytes of a buffer. */
    ByteBuffer bytes(int index) {
        ByteBuffer content = buffer(index);
        constants.spend(content.remaining());
        return content;
    }

    /** In its table, or for very large models behind the flatbuffer. */
    private ByteBuffer buffer(int index) {
        if (index >= buffers.size()) {
            throw Problem.model("there is no buffer " + index + "; the file has " + buffers.size());
        }
        Table buffer = buffers.get(index);
        long offset = buffer.int64(Slots.BUFFER_OFFSET, 0);
        return offset > 1 ? buffer.bytesAt(offset, buffer.int64(Slots.BUFFER_SIZE, 0))
                : buffer.bytes(Slots.BUFFER_DATA);
    }
}
