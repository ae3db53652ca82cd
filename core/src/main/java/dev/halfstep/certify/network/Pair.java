package dev.halfstep.certify.network;

/** A float network and what was made of it, as functions that the difference of is bounded. */
public interface Pair {

    RealNetwork network();

    QuantizedNetwork quantized();
}
