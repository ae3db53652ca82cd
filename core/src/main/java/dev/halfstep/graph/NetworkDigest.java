package dev.halfstep.graph;

import dev.halfstep.file.Sha256;
import dev.halfstep.op.Options;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What a network is known by: SHA-256 over all that a plan's indices and numbers depend on, which are, in their order, the tensors
 * (type, shape, open extents, contents, scales, whether they hold a state), the nodes (op, options, tensors) and what goes in and
 * comes out. Ops stand as TensorFlow Lite's schema names and numbers them and their options, so that the digest is the same in
 * each version of Halfstep.
 *
 * <p>
 * Names of tensors, signatures, the description and the metadata are left out: no number depends on them, and a quantized model
 * takes them from the network that the plan is applied to. So a network that was written to a file and read is the same network.
 */
public final class NetworkDigest {

    /** What is digested, and how: another text means another digest of the same network. */
    private static final String FORM = "halfstep network 1";

    private static final int BUFFER_BYTES = 1 << 13;

    private final MessageDigest sha = Sha256.begin();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private NetworkDigest() {}

    /** The digest of a network, as 64 hexadecimal digits. */
    public static String of(Graph network) {
        var digest = new NetworkDigest();
        digest.put(FORM);
        digest.put(network.tensors().size());
        network.tensors().forEach(digest::put);
        digest.put(network.nodes().size());
        network.nodes().forEach(node -> digest.put(network, node));
        digest.put(network.inputs());
        digest.put(network.outputs());
        digest.flush();
        return HexFormat.of().formatHex(digest.sha.digest());
    }

    private void put(TensorInfo tensor) {
        put(tensor.dtype().label());
        put(tensor.shape());
        put(tensor.signature());
        put(tensor.isVariable() ? 1 : 0);
        tensor.quantization().ifPresentOrElse(this::put, () -> put(0));
        tensor.constant().ifPresentOrElse(this::put, () -> put(0));
    }

    private void put(Shape shape) {
        put(shape.rank());
        for (int axis = 0; axis < shape.rank(); axis++) {
            put(shape.extent(axis));
        }
    }

    private void put(Quantization quantization) {
        put(quantization.channels());
        put(quantization.axis());
        for (int c = 0; c < quantization.channels(); c++) {
            put(Float.floatToIntBits(quantization.scale(c)));
            put(quantization.zeroPoint(c));
        }
    }

    private void put(Value constant) {
        put(1);
        switch (constant) {
            case Tensor real -> {
                for (float value : real.values()) {
                    put(Float.floatToIntBits(value));
                }
            }
            case Codes codes -> {
                for (int i = 0; i < codes.shape().elements(); i++) {
                    put(codes.rawCode(i));
                }
            }
        }
    }

    private void put(Graph network, Node node) {
        put(node.op().name());
        List<Options.Field> fields = node.op().options(network.operands(node)).fields();
        put(fields.size());
        fields.forEach(this::put);
        put(node.inputs());
        put(node.outputs());
        put(node.intermediates());
    }

    private void put(Options.Field field) {
        put(field.position());
        switch (field) {
            case Options.Int8 small -> put(small.value());
            case Options.Int32 whole -> put(whole.value());
            case Options.Float32 real -> put(Float.floatToIntBits(real.value()));
            case Options.Ints many -> put(many.values());
        }
    }

    private void put(List<Integer> numbers) {
        put(numbers.size());
        numbers.forEach(this::put);
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(bytes.length);
        flush();
        sha.update(bytes);
    }

    private void put(int number) {
        if (buffer.remaining() < Integer.BYTES) {
            flush();
        }
        buffer.putInt(number);
    }

    private void put(long number) {
        put((int) (number >> Integer.SIZE));
        put((int) number);
    }

    private void flush() {
        sha.update(buffer.flip());
        buffer.clear();
    }
}
