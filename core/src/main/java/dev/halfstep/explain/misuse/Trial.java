package dev.halfstep.explain.misuse;

/** A way of using a model, and what it scored. */
record Trial(Use use, Scores scores) {}
