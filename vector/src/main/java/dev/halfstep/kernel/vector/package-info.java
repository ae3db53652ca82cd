/**
 * The kernels of {@link dev.halfstep.kernel.Kernels} with the JDK's vectors, module {@code jdk.incubator.vector}. Nothing outside
 * names these classes: they are loaded where the module is there.
 *
 * <p>
 * Sums of integer codes are gathered in {@code float} with fused multiply-adds, which on today's processors take twice the numbers
 * that integer instructions within Java's reach do. As long as no partial sum passes 2^24, and layers whose weights could get there
 * are cut into parts that cannot, every such sum is exact.
 */
package dev.halfstep.kernel.vector;
