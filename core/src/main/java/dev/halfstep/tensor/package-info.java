/**
 * What flows through a network: shapes, element types, real values ({@link dev.halfstep.tensor.Tensor}) and integer codes
 * ({@link dev.halfstep.tensor.Codes}), with {@link dev.halfstep.tensor.Quantization} as the only way between the two.
 */
package dev.halfstep.tensor;
