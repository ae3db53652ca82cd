/** ONNX files as they are: their parts, checked before anything is made of them. */
package dev.halfstep.onnx.read;
