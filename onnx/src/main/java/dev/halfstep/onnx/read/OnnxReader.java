package dev.halfstep.onnx.read;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.halfstep.problem.Problem;
import java.util.HashMap;
import java.util.Map;

/** Parses ONNX files, and checks what they say of themselves. */
public final class OnnxReader {

    /** The domain of the ops that ONNX itself defines. */
    public static final String MAIN = "";
    /** The domain of the ops that ONNX defines for classical machine learning. */
    public static final String ML = "ai.onnx.ml";

    private static final int LEAST_IR = 3;
    private static final int LEAST_OPSET = 7;
    /** Since 23 nothing changed in what the ops that are read compute. */
    private static final int MOST_OPSET = 28;
    private static final int MOST_ML = 5;

    private OnnxReader() {}

    /**
     * Parses a file.
     *
     * @throws Problem if it is damaged, or of a version that is not supported
     */
    public static ModelProto read(byte[] bytes) {
        ModelProto model;
        try {
            model = ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw Problem.model("it is no ONNX model, or damaged").because(e);
        }
        if (!model.hasGraph()) {
            throw Problem.model("it is no ONNX model: there is no graph in it");
        }
        if (model.getIrVersion() < LEAST_IR) {
            throw Problem.model("its format is of version " + model.getIrVersion() + "; from " + LEAST_IR
                    + " on they are supported").remedy("Convert it with onnx.version_converter, or export it anew.");
        }
        return model;
    }

    /**
     * The versions of the sets of ops that a model uses, by their domains.
     *
     * @throws Problem if one is not supported, or named twice in different versions
     */
    public static Map<String, Integer> opsets(ModelProto model) {
        Map<String, Integer> opsets = new HashMap<>();
        for (OperatorSetIdProto opset : model.getOpsetImportList()) {
            String domain = domain(opset.getDomain());
            if (domain.equals(MAIN)) {
                requireWithin("ONNX's ops", opset.getVersion(), LEAST_OPSET, MOST_OPSET);
            } else if (domain.equals(ML)) {
                requireWithin("the ops of " + ML, opset.getVersion(), 1, MOST_ML);
            }
            Integer other = opsets.put(domain, Math.clamp(opset.getVersion(), 0, Integer.MAX_VALUE));
            if (other != null && other != opset.getVersion()) {
                throw Problem.model("it names the ops of domain '" + domain + "' in two versions");
            }
        }
        return opsets;
    }

    /** The domain of a name in a file: ONNX's own has two. */
    public static String domain(String name) {
        return name.equals("ai.onnx") ? MAIN : name;
    }

    private static void requireWithin(String what, long version, int least, int most) {
        if (version < least || version > most) {
            throw Problem.model("it uses version " + version + " of " + what + "; " + least + " to " + most
                    + " are supported")
                    .remedy("Export it with another opset, or convert it with onnx.version_converter.");
        }
    }
}
