package dev.halfstep.train;

/**
 * Adam with Keras' defaults: beta 0.9 and 0.999, epsilon 1e-7.
 *
 * <p>
 * For gradient g at step t, counted from 1:
 *
 * <pre>
 * m ← m + (g − m) · (1 − β₁)
 * v ← v + (g² − v) · (1 − β₂)
 * w ← w − rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)
 * </pre>
 *
 * This is Keras' form, "epsilon hat" in Kingma and Ba, "Adam: a method for stochastic optimization", 2015, section 2: ε
 * is added to the uncorrected √v. The powers are running products and √ is exact, so that the result is the same on
 * every machine.
 *
 * <p>
 * Plain loops over arrays, which the JIT compiler vectorises, take less than a tenth of the time of the optimiser in
 * DJL's PyTorch engine for a thousand parameters: that one is eleven tensor operations, each dearer than its arithmetic.
 */
final class Adam {

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final float EPSILON = 1e-7f;

    private final double rate;
    private final float[] mean;
    private final float[] variance;
    private double power1 = 1;
    private double power2 = 1;

    Adam(double rate, int size) {
        this.rate = rate;
        mean = new float[size];
        variance = new float[size];
    }

    /** One step: changes the weights against the gradient, which has the same length. */
    void step(float[] weights, float[] gradient) {
        step(weights, gradient, 1);
    }

    /** One step at a share of the rate, for rates that fall. */
    void step(float[] weights, float[] gradient, double share) {
        power1 *= BETA_1;
        power2 *= BETA_2;
        float alpha = (float) (share * rate * Math.sqrt(1 - power2) / (1 - power1));
        update(weights, gradient, alpha, mean, variance);
    }

    private static void update(float[] w, float[] gradient, float alpha, float[] mean, float[] variance) {
        for (int i = 0; i < w.length; i++) {
            float g = gradient[i];
            float m = mean[i] + (g - mean[i]) * (float) (1 - BETA_1);
            float v = variance[i] + (g * g - variance[i]) * (float) (1 - BETA_2);
            mean[i] = m;
            variance[i] = v;
            w[i] -= m * alpha / ((float) Math.sqrt(v) + EPSILON);
        }
    }
}
