package dev.halfstep.bench.peer;

import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.predict.RowPredictor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One row from the raw values of its features to the target's unit; the only class of the benches that knows how. */
public final class HalfstepRow implements Peer {

    private final RowPredictor predictor;
    private final double[] row;
    private double prediction;

    public HalfstepRow(Pipeline pipeline, Graph model) {
        predictor = RowPredictor.of(model.withText(Pipeline.METADATA_NAME, pipeline.toJson()));
        row = new double[pipeline.inputs().size()];
        int feature = 0;
        for (int c = 0; c < row.length; c++) {
            InputColumn column = pipeline.inputs().get(c);
            // Of texts the first, whose number is 0.
            row[c] = column instanceof InputColumn.Numeric ? pipeline.features().get(feature).mean() : 0;
            feature += column.features().size();
        }
    }

    @Override
    public Object run() {
        prediction = predictor.predict(row);
        return this;
    }

    @Override
    public byte[] result() {
        return ByteBuffer.allocate(Double.BYTES).order(ByteOrder.nativeOrder()).putDouble(prediction).array();
    }
}
