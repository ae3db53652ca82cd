package dev.halfstep.spark;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What somebody writes who has the model, with its pipeline, as an ONNX file: a session for each task, rows in blocks. */
record OnnxRows(byte[] file, Map<String, Integer> columns, int block) implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws OrtException {
        var options = new OrtSession.SessionOptions();
        // Tasks are the threads.
        options.setIntraOpNumThreads(1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        OrtSession session = environment.createSession(file, options);
        return new Blocks<>(rows, block, (some, places) -> {
            try {
                return scored(environment, session, some);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Iterator<Row> scored(OrtEnvironment environment, OrtSession session, List<Row> rows) throws OrtException {
        var inputs = new HashMap<String, OnnxTensor>();
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
            inputs.put(input.getKey(), tensor(environment, ((TensorInfo) input.getValue().getInfo()).type, rows,
                    Objects.requireNonNull(columns.get(input.getKey()))));
        }
        var scored = new ArrayList<Row>(rows.size());
        try (OrtSession.Result result = session.run(inputs)) {
            var output = (OnnxTensor) result.get(0);
            double[] values = values(output, rows.size());
            for (int r = 0; r < rows.size(); r++) {
                Row row = rows.get(r);
                var cells = new Object[row.size() + 1];
                for (int c = 0; c < row.size(); c++) {
                    cells[c] = row.get(c);
                }
                cells[row.size()] = values[r];
                scored.add(RowFactory.create(cells));
            }
        }
        inputs.values().forEach(OnnxTensor::close);
        return scored.iterator();
    }

    private static double[] values(OnnxTensor output, int rows) {
        var values = new double[rows];
        if (output.getInfo().type == OnnxJavaType.DOUBLE) {
            output.getDoubleBuffer().get(values);
        } else {
            FloatBuffer floats = output.getFloatBuffer();
            for (int r = 0; r < rows; r++) {
                values[r] = floats.get(r);
            }
        }
        return values;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, OnnxJavaType type, List<Row> rows, int column)
            throws OrtException {
        long[] shape = {rows.size(), 1};
        return switch (type) {
            case STRING -> OnnxTensor.createTensor(environment,
                    rows.stream().map(row -> row.getString(column)).toArray(String[]::new), shape);
            case FLOAT -> {
                var values = FloatBuffer.allocate(rows.size());
                rows.forEach(row -> values.put(((Number) row.get(column)).floatValue()));
                yield OnnxTensor.createTensor(environment, values.flip(), shape);
            }
            case DOUBLE -> {
                var values = DoubleBuffer.allocate(rows.size());
                rows.forEach(row -> values.put(((Number) row.get(column)).doubleValue()));
                yield OnnxTensor.createTensor(environment, values.flip(), shape);
            }
            case INT64 -> {
                var values = LongBuffer.allocate(rows.size());
                rows.forEach(row -> values.put(((Number) row.get(column)).longValue()));
                yield OnnxTensor.createTensor(environment, values.flip(), shape);
            }
            default -> throw new IllegalArgumentException(type.toString());
        };
    }
}
