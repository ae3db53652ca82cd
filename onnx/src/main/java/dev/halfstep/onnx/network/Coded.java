package dev.halfstep.onnx.network;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Quantization;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * What a quantized model says of constants: the codes that real numbers were dequantized from, so that an integer network has the same.
 */
public final class Coded {

    private final Network network;
    /** From real constants to codes of the same shape and layout. */
    private final Map<Integer, Codes> codes = new HashMap<>();
    /** By the names of constants in the network. */
    private final Map<String, Codes> byName = new HashMap<>();

    Coded(Network network) {
        this.network = network;
    }

    /** Takes note of the codes that a real constant is dequantized from. */
    public void put(int tensor, Codes of) {
        codes.put(tensor, of);
        byName.put(network.assembler().name(tensor), of);
    }

    /** The codes that a real constant was dequantized from. */
    public Optional<Codes> of(int tensor) {
        return Optional.ofNullable(codes.get(tensor));
    }

    /** All of them, by the names that the constants have in the network. */
    public Map<String, Codes> byName() {
        return Map.copyOf(byName);
    }

    /** What moves real numbers moves their codes, too; those with several scales stay behind. */
    void follow(int from, int to, IntUnaryOperator move) {
        Codes known = codes.get(from);
        if (known != null && from != to && network.assembler().contents(to).isPresent()
                && known.quantization().map(Quantization::channels).orElse(0) == 1) {
            int bare = network.assembler().constant(network.assembler().name(from) + "/codes",
                    known.withQuantization(null));
            network.assembler().contents(move.applyAsInt(bare))
                    .ifPresent(moved -> put(to, ((Codes) moved).withQuantization(known.quantization().orElseThrow())));
        }
    }
}
