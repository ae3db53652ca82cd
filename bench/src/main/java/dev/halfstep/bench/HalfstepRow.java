package dev.halfstep.bench;

import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** One row from the raw values of its features to the target's unit; the only class of the benches that knows how. */
final class HalfstepRow implements Peer {

    private final Pipeline pipeline;
    private final Predictor predictor;
    private final double[] row;
    private double prediction;

    HalfstepRow(Pipeline pipeline, Predictor predictor) {
        this.pipeline = pipeline;
        this.predictor = predictor;
        row = pipeline.features().stream().mapToDouble(feature -> feature.mean() + feature.deviation() / 2).toArray();
    }

    @Override
    public Object run() {
        List<Scaling> features = pipeline.features();
        var values = new float[row.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = features.get(i).standardise(row[i]);
        }
        Tensor standardised = predictor.predict(Tensor.of(Shape.of(1, values.length), values)).values();
        prediction = pipeline.inUnits(0, standardised.values()[0]);
        return this;
    }

    @Override
    public byte[] result() {
        return ByteBuffer.allocate(Double.BYTES).order(ByteOrder.nativeOrder()).putDouble(prediction).array();
    }
}
