package dev.halfstep.explain.budget;

/** Codes become the real values that they stand for. */
final class DequantizeStep implements SimulationStep {

    private final double scale;
    private final int width;

    DequantizeStep(double scale, int width) {
        this.scale = scale;
        this.width = width;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int[] sources() {
        return new int[0];
    }

    @Override
    public void run(boolean[] on, double[] in, int rows, double[] out) {
        for (int i = 0; i < rows * width; i++) {
            out[i] = in[i] * scale;
        }
    }
}
