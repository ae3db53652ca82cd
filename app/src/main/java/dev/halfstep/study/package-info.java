/** The main job from end to end: a table becomes a network, a file of every precision, and a comparison of them. */
@NullMarked
package dev.halfstep.study;

import org.jspecify.annotations.NullMarked;
