package dev.halfstep.tflite;

/**
 * Positions of the fields in the tables of TensorFlow Lite's schema, version 3, as its documentation numbers them. Only the
 * fields that Halfstep reads or writes.
 */
final class Slots {

    static final String IDENTIFIER = "TFL3";
    static final int SCHEMA_VERSION = 3;

    static final int MODEL_FIELDS = 8;
    static final int MODEL_VERSION = 0;
    static final int MODEL_OPERATOR_CODES = 1;
    static final int MODEL_SUBGRAPHS = 2;
    static final int MODEL_DESCRIPTION = 3;
    static final int MODEL_BUFFERS = 4;
    static final int MODEL_METADATA = 6;
    static final int MODEL_SIGNATURES = 7;

    static final int OPERATOR_CODE_FIELDS = 4;
    static final int OPERATOR_CODE_DEPRECATED = 0;
    static final int OPERATOR_CODE_CUSTOM = 1;
    static final int OPERATOR_CODE_VERSION = 2;
    static final int OPERATOR_CODE_BUILTIN = 3;

    static final int SUBGRAPH_FIELDS = 5;
    static final int SUBGRAPH_TENSORS = 0;
    static final int SUBGRAPH_INPUTS = 1;
    static final int SUBGRAPH_OUTPUTS = 2;
    static final int SUBGRAPH_OPERATORS = 3;
    static final int SUBGRAPH_NAME = 4;

    static final int TENSOR_FIELDS = 9;
    static final int TENSOR_SHAPE = 0;
    static final int TENSOR_TYPE = 1;
    static final int TENSOR_BUFFER = 2;
    static final int TENSOR_NAME = 3;
    static final int TENSOR_QUANTIZATION = 4;
    static final int TENSOR_IS_VARIABLE = 5;
    static final int TENSOR_SPARSITY = 6;
    static final int TENSOR_SHAPE_SIGNATURE = 7;
    static final int TENSOR_HAS_RANK = 8;

    static final int QUANTIZATION_FIELDS = 7;
    static final int QUANTIZATION_SCALE = 2;
    static final int QUANTIZATION_ZERO_POINT = 3;
    static final int QUANTIZATION_DETAILS_TYPE = 4;
    static final int QUANTIZATION_AXIS = 6;

    static final int OPERATOR_FIELDS = 9;
    static final int OPERATOR_OPTIONS_2 = 12;
    static final int OPERATOR_CODE_INDEX = 0;
    static final int OPERATOR_INPUTS = 1;
    static final int OPERATOR_OUTPUTS = 2;
    static final int OPERATOR_OPTIONS_TYPE = 3;
    static final int OPERATOR_OPTIONS = 4;
    static final int OPERATOR_INTERMEDIATES = 8;

    static final int WHILE_CONDITION = 0;
    static final int WHILE_BODY = 1;
    static final int IF_THEN = 0;
    static final int IF_ELSE = 1;
    static final int CALL_ONCE_SUBGRAPH = 0;
    static final int COMPOSITE_SUBGRAPH = 1;

    static final int BUFFER_FIELDS = 1;
    static final int BUFFER_DATA = 0;
    static final int BUFFER_OFFSET = 1;
    static final int BUFFER_SIZE = 2;

    static final int METADATA_FIELDS = 2;
    static final int METADATA_NAME = 0;
    static final int METADATA_BUFFER = 1;

    static final int SIGNATURE_FIELDS = 5;
    static final int SIGNATURE_INPUTS = 0;
    static final int SIGNATURE_OUTPUTS = 1;
    static final int SIGNATURE_KEY = 2;
    static final int SIGNATURE_SUBGRAPH = 4;

    static final int NAMED_TENSOR_FIELDS = 2;
    static final int NAMED_TENSOR_NAME = 0;
    static final int NAMED_TENSOR_INDEX = 1;

    private Slots() {}
}
