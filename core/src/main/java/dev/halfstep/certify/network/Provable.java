package dev.halfstep.certify.network;

import dev.halfstep.problem.Problem;

/** What is said of models that nothing can be proven of. */
public final class Provable {

    private Provable() {}

    public static Problem not(String why) {
        return Problem.model("nothing can be proven of such a model: " + why)
                .remedy("Bounds are proven for dense layers with relu, tanh and the like, in a row at any precision, and where activations are codes also with"
                        + " skips (ADD, SUB, CONCATENATION), convolutions, pools and means over short series; for any other model,"
                        + " list the rows that can come and evaluate both models on all of them.");
    }
}
