package dev.halfstep.certify;

import dev.halfstep.graph.Graph;
import dev.halfstep.problem.Problem;
import java.util.List;

/** Proves how far a quantized model can be from its float model, over all inputs of a domain. */
public final class Certifier {

    private Certifier() {}

    /**
     * Prepares a proof.
     *
     * @param network the float model
     * @param quantized what was made of it
     * @param domain in real values of the network's input
     * @param units one for each value that is predicted for a row
     * @throws Problem that names what cannot be proven, and what can be had instead
     */
    public static Certifier of(Graph network, Graph quantized, InputDomain domain, List<OutputUnit> units) {
        throw new UnsupportedOperationException();
    }

    /** Looks for bounds, one output after the other. */
    public Certified certify(CertifyOptions options) {
        throw new UnsupportedOperationException();
    }
}
