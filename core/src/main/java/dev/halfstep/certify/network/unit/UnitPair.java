package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Pair;
import dev.halfstep.graph.Graph;
import java.util.List;

/**
 * A float network and the integer one that was made of it, unit by unit.
 *
 * @param partners one for each integer layer
 */
public record UnitPair(RealUnits network, CodedUnits quantized, List<Partner> partners) implements Pair {

    public UnitPair {
        partners = List.copyOf(partners);
    }

    /**
     * Two models whose units can be told to stand for each other.
     *
     * @throws dev.halfstep.problem.Problem that names what has no bounds
     */
    public static UnitPair of(Graph network, Graph quantized) {
        return of(RealReader.read(network), CodedUnits.of(quantized));
    }

    public static UnitPair of(RealUnits network, CodedUnits quantized) {
        return new UnitPair(network, quantized, new Partners(network, quantized).find());
    }

    /** The partner of an integer unit's layer. */
    public Partner partnerOf(int unit) {
        return partners.get(quantized.layerOf(unit));
    }
}
