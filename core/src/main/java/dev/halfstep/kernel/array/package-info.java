/** What all kernels share: a step that runs over arrays, and integers of any type by their index. */
package dev.halfstep.kernel.array;
